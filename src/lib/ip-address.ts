/** An address as 16 bytes would be: eight groups of 16 bits. IPv4 addresses are kept apart by `version`. */
interface ParsedAddress {
  readonly version: 4 | 6;
  /** The bits from the highest. */
  readonly bits: bigint;
}

/** Null where the text is neither an IPv4 nor an IPv6 address. Zones (`%eth0`) are dropped. */
export function parseAddress(text: string): ParsedAddress | null {
  const address = text.split("%")[0] ?? "";
  if (!address.includes(":")) return parseIpv4(address);
  const lastColon = address.lastIndexOf(":");
  const tail = address.slice(lastColon + 1);
  if (!tail.includes(".")) return parseIpv6(address);
  const ipv4 = parseIpv4(tail);
  if (ipv4 === null) return null;
  const [high, low] = [(ipv4.bits >> 16n).toString(16), (ipv4.bits & 0xffffn).toString(16)];
  return parseIpv6(`${address.slice(0, lastColon + 1)}${high}:${low}`);
}

function parseIpv4(text: string): ParsedAddress | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    bits = (bits << 8n) | BigInt(part);
  }
  return { version: 4, bits };
}

function parseIpv6(text: string): ParsedAddress | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  let bits = 0n;
  for (const group of [...head, ...Array.from({ length: missing }, () => "0"), ...tail]) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
    bits = (bits << 16n) | BigInt(`0x${group}`);
  }
  return { version: 6, bits };
}

const IPV4 = /^(?:(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])(?:\.(?!$)|$)){4}$/;

/** The written-out form that PocketBase logs and counts by: IPv4 as it is, IPv6 with all its zeros. Null for no address. */
export function expandAddress(text: string): string | null {
  // Nearly all, and asked for with every request.
  if (IPV4.test(text)) return text;
  const address = parseAddress(text);
  if (address === null) return null;
  if (address.version === 4) return text;
  const digits = address.bits.toString(16).padStart(32, "0");
  // An IPv4 client of a dual-stack socket.
  if (digits.startsWith("00000000000000000000ffff")) {
    return [24, 26, 28, 30].map((start) => Number.parseInt(digits.slice(start, start + 2), 16)).join(".");
  }
  return (digits.match(/.{4}/g) ?? []).join(":");
}

/** A subnet as `address/prefix`; null where the text is none. */
export function parseSubnet(text: string): { address: ParsedAddress; prefix: number } | null {
  const slash = text.indexOf("/");
  if (slash < 0) return null;
  const address = parseAddress(text.slice(0, slash));
  const suffix = text.slice(slash + 1);
  if (address === null || !/^\d{1,3}$/.test(suffix)) return null;
  const prefix = Number(suffix);
  return prefix > width(address) ? null : { address, prefix };
}

/** Whether the address is one of the list, which holds addresses and subnets. */
export function isAddressListed(list: readonly string[], address: string): boolean {
  const parsed = parseAddress(address);
  return list.some((entry) => {
    if (entry === address) return true;
    if (parsed === null) return false;
    const subnet = parseSubnet(entry);
    if (subnet === null) {
      const single = parseAddress(entry);
      return single !== null && single.version === parsed.version && single.bits === parsed.bits;
    }
    if (subnet.address.version !== parsed.version) return false;
    const shift = BigInt(width(parsed) - subnet.prefix);
    return subnet.address.bits >> shift === parsed.bits >> shift;
  });
}

function width(address: ParsedAddress): number {
  return address.version === 4 ? 32 : 128;
}
