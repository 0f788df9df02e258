import type { HttpServer, ListenOptions } from "../server/http-server.ts";
import { type Address, checkPortIsFree, listenOnAll } from "../workers/shared-port.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";

export type { Address };

export interface Port extends Address {
  /** Whether other processes of the same user may listen on it too. Default: false. */
  readonly isShared?: boolean;
  /** Whether a shared port must be free all the same, as for the first process that listens. Default: false. */
  readonly isNew?: boolean;
  readonly https?: ListenOptions["https"];
}

/** Rejects with one line that says why the address can't be had. */
export async function listen(server: HttpServer, port: Port): Promise<Address> {
  const { hostname, isShared = false, isNew = false, https } = port;
  return explainListenFailure(port, () => {
    // HTTPS shares it with itself, when it listens with a new certificate.
    if ((isShared && isNew) || (https !== undefined && !isShared)) checkPortIsFree(port);
    const bound = listenOnAll(port, (address) =>
      server.listen(address, { isShared, ...(https === undefined ? {} : { https }) }),
    );
    return { hostname, port: bound.port };
  });
}

/** Rejects with one line that says why the address, of that flag if one is given, can't be had, where `listen` throws. */
export async function explainListenFailure<T>(
  { hostname, port }: Address,
  listen: () => T,
  flag: string | null = null,
): Promise<T> {
  try {
    return listen();
  } catch (cause) {
    const place = flag === null ? "" : `--${flag}: `;
    throw new Error(`${place}can't listen on ${hostname}:${port}: ${await listenFailure(cause, hostname)}`, { cause });
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

/** By the flag. Throws a `UsageError` for a value that is no address. */
export function serveAddress({ flags }: Input): Address {
  return parseAddress("http", flags["http"] || "127.0.0.1:8090");
}

/** `HOST:PORT`, `:PORT` (all addresses) or `[IPv6]:PORT`. */
export function parseAddress(flag: string, text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new UsageError(`--${flag} must be HOST:PORT, not "${text}"`);
  return { hostname: match[1] ?? (match[2] || "0.0.0.0"), port };
}

export function urlOf({ hostname, port }: Address): string {
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
