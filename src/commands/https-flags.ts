import { join, resolve } from "node:path";
import { isHost } from "../lib/host-name.ts";
import type { CertificateFile } from "../lib/tls/certificate-files.ts";
import type { Address } from "../workers/shared-port.ts";
import { appOptions } from "./app-flags.ts";
import { type Flag, type Input, UsageError } from "./command-line.ts";
import { parseAddress } from "./listen.ts";

const LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";
const LETS_ENCRYPT_STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";

export const HTTPS_FLAGS: Readonly<Record<string, Flag>> = {
  https: {
    value: "HOST:PORT",
    help: "the address of HTTPS; what comes to --http is sent there",
    standard: "0.0.0.0:443 with domains or --tlsCert, else none",
  },
  tlsCert: { value: "FILE", help: "a certificate of your own with its chain, in PEM form; read again when it changes" },
  tlsKey: { value: "FILE", help: "the private key of --tlsCert, in PEM form" },
  acmeEmail: { value: "EMAIL", help: "where Let's Encrypt writes to when a certificate is about to expire" },
  acmeStaging: { help: "get certificates for tests from Let's Encrypt, which browsers do not trust" },
  acmeDirectory: { value: "URL", help: "the ACME directory of another certificate authority" },
  hsts: {
    value: "SECONDS",
    help: "how long browsers may use nothing but HTTPS for this domain",
    standard: "no limit is sent",
  },
  http2: { help: "offer HTTP/2, which is experimental in Bun" },
};

/** How `serve` listens with HTTPS. */
export interface HttpsPlan {
  readonly address: Address;
  /** Where it listens without encryption, to redirect and to prove that the domains are ours. */
  readonly plain: Address;
  readonly domains: readonly { readonly name: string; readonly isImplied: boolean }[];
  readonly files: readonly CertificateFile[];
  /** Null for certificates of one's own. */
  readonly acme: { readonly directoryUrl: string; readonly email: string; readonly folder: string } | null;
  /** Hosts whose requests are sent to another one. */
  readonly redirects: ReadonlyMap<string, string>;
  readonly hstsSeconds: number | null;
  readonly offersHttp2: boolean;
}

/** Null for a server without HTTPS. Throws a `UsageError` for flags that contradict each other. */
export function httpsPlan(input: Input): HttpsPlan | null {
  const { flags, parameters } = input;
  const names = parameters.map(checkedDomain);
  const own = ownCertificate(flags);
  if (names.length === 0 && own === null) {
    if (flags["https"] !== undefined && flags["https"] !== "")
      throw new UsageError("--https needs domains, as in: serve example.com, or --tlsCert and --tlsKey");
    return null;
  }
  const isWhole = names.length > 0;
  const address = parseAddress("https", flags["https"] || "0.0.0.0:443");
  const plain = parseAddress("http", flags["http"] || (isWhole ? "0.0.0.0:80" : "127.0.0.1:8090"));
  const implied = names.filter((name) => !name.startsWith("www.") && !names.includes(`www.${name}`));
  const domains = [
    ...names.map((name) => ({ name, isImplied: false })),
    ...implied.map((name) => ({ name: `www.${name}`, isImplied: true })),
  ];
  const folder = join(appOptions(input).dataDir, ".autocert_cache");
  return {
    address,
    plain,
    domains,
    files: own === null ? domains.map(({ name }) => ({ serverName: name, paths: [join(folder, name)] })) : [own],
    acme: own === null ? { directoryUrl: directoryOf(flags), email: flags["acmeEmail"] ?? "", folder } : null,
    redirects: new Map(implied.map((name) => [`www.${name}`, name])),
    hstsSeconds: hstsOf(flags["hsts"]),
    offersHttp2: flags["http2"] === "true",
  };
}

/** `https://` and the first domain, or the address without one. */
export function httpsUrlOf({ domains }: HttpsPlan, bound: Address): string {
  const host = domains[0]?.name ?? (bound.hostname.includes(":") ? `[${bound.hostname}]` : bound.hostname);
  return `https://${host}${bound.port === 443 ? "" : `:${bound.port}`}`;
}

function checkedDomain(name: string): string {
  const lower = name.toLowerCase();
  // It becomes the name of a file, too.
  if (!isHost(lower) || !lower.includes(".") || /^[\d.]+$/.test(lower) || lower.includes(":"))
    throw new UsageError(`"${name}" is not a domain, such as example.com`);
  return lower;
}

function ownCertificate(flags: Input["flags"]): CertificateFile | null {
  const { tlsCert = "", tlsKey = "" } = flags;
  if (tlsCert === "" && tlsKey === "") return null;
  if (tlsCert === "") throw new UsageError("--tlsKey needs --tlsCert");
  if (tlsKey === "") throw new UsageError("--tlsCert needs --tlsKey");
  return { serverName: "", paths: [resolve(tlsKey), resolve(tlsCert)] };
}

function directoryOf(flags: Input["flags"]): string {
  const { acmeDirectory = "", acmeStaging } = flags;
  if (acmeDirectory === "") return acmeStaging === "true" ? LETS_ENCRYPT_STAGING : LETS_ENCRYPT;
  if (acmeStaging === "true") throw new UsageError("--acmeStaging and --acmeDirectory can't be used together");
  if (URL.parse(acmeDirectory)?.protocol !== "https:")
    throw new UsageError(`--acmeDirectory must be an https:// URL, not "${acmeDirectory}"`);
  return acmeDirectory;
}

function hstsOf(text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  if (!/^\d{1,10}$/.test(text)) throw new UsageError(`--hsts must be a number of seconds, not "${text}"`);
  return Number(text);
}
