// Keeps a certificate for each domain in the cache: gets those that are missing, and renews each before it ends.
//
// `commands/https.ts` starts it in the one process of a server that listens on port 80. It writes files and tells nobody: listeners
// look at the files. Each domain has a certificate and a schedule of its own, so that one whose DNS is wrong keeps no other waiting.
// Must stay true: a certificate that still holds is never removed, whatever the authority says.
import type { Logger } from "../log.ts";
import { parsePemCertificate } from "../tls/pem-certificate.ts";
import type { CertificateCache } from "./certificate-cache.ts";
import { type Issuer, issueCertificate, newAccountKey } from "./issue-certificate.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Let's Encrypt allows five failures an hour and domain. */
const RETRY_DELAYS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS];
/** Certificates are looked at so often at least: timers can't wait for months. */
const CHECK_INTERVAL_MS = 6 * HOUR_MS;
/** A clock that is far off must not ask the authority all the time. */
const MIN_DELAY_MS = 1_000;
/** A certificate is renewed when this part of its lifetime is left, which is 30 of 90 days. */
const RENEWAL_SHARE = 1 / 3;

export interface KeeperOptions {
  readonly domains: readonly KeptDomain[];
  readonly cache: CertificateCache;
  readonly issuer: Omit<Issuer, "accountKey">;
  readonly log: Logger;
  /** In tests: delays after failures. */
  readonly retryDelaysMs?: readonly number[];
}

export interface KeptDomain {
  readonly name: string;
  /** Whether nobody asked for it by name, such as `www.` of another: a failure is no error then. */
  readonly isImplied: boolean;
}

export class CertificateKeeper implements Disposable {
  readonly #options: KeeperOptions;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #failures = new Map<string, number>();
  #accountKey: Promise<string> | null = null;
  #isClosed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  start(): void {
    for (const domain of this.#options.domains) void this.#keep(domain);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  async #keep(domain: KeptDomain): Promise<void> {
    const delayMs = await this.#renew(domain).catch((error: unknown) => this.#failed(domain, error));
    if (this.#isClosed) return;
    this.#timers.set(
      domain.name,
      setTimeout(() => void this.#keep(domain), Math.min(CHECK_INTERVAL_MS, delayMs)),
    );
  }

  /** Resolves with the time until it is to be renewed, at least a second. */
  async #renew({ name }: KeptDomain): Promise<number> {
    const { cache, issuer, log } = this.#options;
    const pem = await cache.read(name);
    const leftMs = pem === null ? 0 : untilDueMs(pem);
    if (leftMs > 0) return Math.max(MIN_DELAY_MS, leftMs);
    this.#accountKey ??= this.#account();
    const renewed = await issueCertificate(name, { ...issuer, accountKey: await this.#accountKey });
    await cache.write(name, renewed);
    this.#failures.delete(name);
    log.info(`the certificate of ${name} is new`, { file: cache.fileOf(name) });
    return Math.max(MIN_DELAY_MS, untilDueMs(renewed));
  }

  async #account(): Promise<string> {
    const { cache } = this.#options;
    const known = await cache.readAccount();
    if (known !== null) return known;
    const key = await newAccountKey();
    await cache.writeAccount(key);
    return key;
  }

  #failed({ name, isImplied }: KeptDomain, error: unknown): number {
    const { log, retryDelaysMs = RETRY_DELAYS_MS } = this.#options;
    this.#accountKey = null;
    const failures = this.#failures.get(name) ?? 0;
    this.#failures.set(name, failures + 1);
    const delayMs = retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)] ?? HOUR_MS;
    const message = error instanceof Error ? error.message : String(error);
    const nextTry = new Date(Date.now() + delayMs).toISOString();
    if (isImplied) log.info(message, { nextTry });
    else log.error(message, { nextTry });
    return delayMs;
  }
}

/** 0 or less where it should be replaced, also because it can't be read. */
function untilDueMs(pem: string): number {
  try {
    const { validFrom, validTo } = parsePemCertificate(pem);
    const lifetimeMs = validTo.getTime() - validFrom.getTime();
    return validTo.getTime() - lifetimeMs * RENEWAL_SHARE - Date.now();
  } catch {
    return 0;
  }
}
