import type { HttpServer } from "../server/http-server.ts";
import { UsageError } from "./command-line.ts";

export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** Rejects with one line that says why the address can't be had. */
export async function listen(server: HttpServer, address: Address): Promise<Address> {
  const { hostname, port } = address;
  try {
    // As Go does: all addresses of IPv4 are those of IPv6, too, on a machine that has it.
    const bound = listenOnAll(server, address) ?? server.listen(address);
    return { hostname, port: bound.port };
  } catch (cause) {
    throw new Error(`can't listen on ${hostname}:${port}: ${await listenFailure(cause, hostname)}`, { cause });
  }
}

/** Null where the address is not that of all, or the machine has no IPv6. */
function listenOnAll(server: HttpServer, { hostname, port }: Address): Address | null {
  if (hostname !== "0.0.0.0") return null;
  try {
    return server.listen({ hostname: "::", port });
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") throw error;
    return null;
  }
}

const LISTEN_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is already in use",
  EADDRNOTAVAIL: "this machine does not have the address",
  EACCES: "only administrators may use this port",
};

async function listenFailure(error: unknown, hostname: string): Promise<string> {
  const known = LISTEN_FAILURES[codeOf(error)];
  if (known !== undefined) return known;
  // For a host without an address Bun tells whatever error came last.
  const { lookup } = await import("node:dns/promises");
  const isFound = await lookup(hostname).then(
    () => true,
    () => false,
  );
  return isFound && error instanceof Error ? error.message : "the host was not found";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** `HOST:PORT`, `:PORT` (all addresses) or `[IPv6]:PORT`. */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new UsageError(`--http must be HOST:PORT, not "${text}"`);
  return { hostname: match[1] ?? (match[2] || "0.0.0.0"), port };
}

export function urlOf({ hostname, port }: Address): string {
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
