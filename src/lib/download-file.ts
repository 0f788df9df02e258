import { lookup } from "node:dns/promises";
import { isAddressListed, parseAddress } from "./ip-address.ts";

export interface DownloadOptions {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Names of hosts that may be asked although their addresses are private. */
  readonly privateHosts: readonly string[];
}

const MAX_REDIRECTS = 5;

/** What only the machine itself or its network can reach, and what is no address of a host. */
const PRIVATE_SUBNETS = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/3",
  "::/127",
  "::ffff:0:0/96",
  "64:ff9b::/96",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
];

/**
 * The file of a URL that a stranger may have chosen: from public hosts alone, in the given time and size. Rejects for any other.
 * A name that changes its address between the check and the request is not noticed.
 */
export async function downloadFile(url: string, options: DownloadOptions): Promise<Blob> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  let target = new URL(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    await checkHost(target, options.privateHosts);
    const response = await fetch(target, { signal, redirect: "manual" });
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      target = new URL(location, target);
      continue;
    }
    if (!response.ok) throw new Error(`${target.host} answered with ${response.status}`);
    return readBlob(response, options.maxBytes);
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

async function checkHost({ protocol, hostname }: URL, privateHosts: readonly string[]): Promise<void> {
  if (protocol !== "https:" && protocol !== "http:") throw new Error(`${protocol} is not supported`);
  if (privateHosts.includes(hostname)) return;
  const host = hostname.replace(/^\[|\]$/g, "");
  const addresses = parseAddress(host) === null ? await lookup(host, { all: true }) : [{ address: host }];
  if (addresses.some(({ address }) => isAddressListed(PRIVATE_SUBNETS, address))) {
    throw new Error(`${hostname} is no public host`);
  }
}

async function readBlob(response: Response, maxBytes: number): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`the file has more than ${maxBytes} bytes`);
    chunks.push(new Uint8Array(chunk));
  }
  return new Blob(chunks);
}
