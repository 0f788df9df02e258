import { lookup } from "node:dns/promises";
import { fetchBounded } from "./fetch-bounded.ts";
import type { BoundedAnswer, BoundedRequest } from "./fetch-bounded.ts";
import { isAddressListed, parseAddress } from "./ip-address.ts";

export interface DownloadOptions {
  /** Ends the download. */
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** Names of hosts that may be asked although their addresses are private. */
  readonly privateHosts: readonly string[];
  /** The addresses of a name; the system's resolver where absent. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
}

const MAX_REDIRECTS = 5;

/**
 * What only the machine itself or its network can reach, and what is no address of a host: IANA's registries of addresses for
 * special purposes. Of IPv6 only 2000::/3 is given out, and within it some lead to IPv4 addresses of any kind (6to4, Teredo).
 */
const PRIVATE_SUBNETS = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  "::/3",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "4000::/2",
  "8000::/1",
];

/** The file of a URL that a stranger may have chosen: from public hosts alone, in the given time and size. Rejects for any other. */
export async function downloadFile(url: string, options: DownloadOptions): Promise<Blob> {
  const { maxBytes, signal } = options;
  let target = new URL(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await askPublicHost(target, { signal, maxBytes, redirect: "manual" }, options);
    const location = answer.headers.get("location");
    if (answer.status >= 300 && answer.status < 400 && location !== null) {
      target = new URL(location, target);
      continue;
    }
    if (answer.status < 200 || answer.status > 299) throw new Error(`${target.host} answered with ${answer.status}`);
    return new Blob([answer.bytes]);
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

/**
 * Connects to the address that was checked, so that a name which has another address a moment later (DNS rebinding) leads nowhere
 * else.
 */
async function askPublicHost(
  target: URL,
  request: BoundedRequest,
  { privateHosts, resolve = resolveHost }: DownloadOptions,
): Promise<BoundedAnswer> {
  const { protocol, hostname, host } = target;
  if (protocol !== "https:" && protocol !== "http:") throw new Error(`${protocol} is not supported`);
  if (privateHosts.includes(hostname)) return fetchBounded(target, request);
  const name = hostname.replace(/^\[|\]$/g, "");
  const addresses = parseAddress(name) === null ? await resolve(name) : [name];
  const [address] = addresses;
  if (address === undefined || addresses.some((other) => isAddressListed(PRIVATE_SUBNETS, other))) {
    throw new Error(`${hostname} is not a public host`);
  }
  const checked = new URL(target);
  checked.hostname = address.includes(":") ? `[${address}]` : address;
  const isNamed = address !== name;
  // A connection that is kept would be taken for any name at that address.
  const named = { headers: { host }, keepalive: false, ...(isNamed ? { serverName: name } : {}) };
  return fetchBounded(checked, { ...request, ...named });
}

/** IPv4 first: every server has it. */
async function resolveHost(name: string): Promise<string[]> {
  const found = await lookup(name, { all: true, order: "ipv4first" });
  return found.map(({ address }) => address);
}
