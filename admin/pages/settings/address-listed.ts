/**
 * Whether an address is one of the listed ones or in one of the listed networks such as `10.0.0.0/8`. What can't be read lists
 * nobody. It decides on a warning only: the server decides on the access.
 */
export function isListed(listed: readonly string[], address: string): boolean {
  const bits = parse(address);
  return listed.some((entry) => {
    const [base = "", length] = entry.split("/");
    const network = parse(base);
    if (bits === null || network?.length !== bits.length) return false;
    const count = length === undefined ? bits.length : Number(length);
    return network.slice(0, count) === bits.slice(0, count);
  });
}

/** The bits of an IPv4 or IPv6 address; an IPv4 one in the form of IPv6 is the IPv4 one. */
function parse(address: string): string | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return parse(mapped);
  if (/^\d+(?:\.\d+){3}$/.test(address)) return address.split(".").map(binary(10, 8)).join("");
  if (!/^[\da-f:]+$/i.test(address) || !address.includes(":")) return null;
  const [head = "", tail] = address.split("::");
  const [before, after] = [head, tail ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  const groups = tail === undefined ? (before ?? []) : [...(before ?? []), ...zeros(before, after), ...(after ?? [])];
  return groups.length === 8 ? groups.map(binary(16, 16)).join("") : null;
}

function zeros(before: readonly string[] = [], after: readonly string[] = []): string[] {
  return Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
}

function binary(radix: number, width: number): (part: string) => string {
  return (part) => Number.parseInt(part, radix).toString(2).padStart(width, "0");
}
