// What is kept in memory against guessing of codes and flooding with mails, in the one place that all instances ask.
//
// Called through `sign-in-guard.ts`. It counts by what clients send, an email, before anybody has looked whether there is such an
// account, with decoys in place of codes, so that limits tell nobody which accounts exist. Of several nodes the leader counts. When it
// dies the next one counts anew: an address then has its tries once more, and an account may get another mail within the pause. The
// one-time passwords themselves are in the database and stay good.
import type { ServiceHost } from "../../lib/bus.ts";
import { ExpiringMap } from "../../lib/expiring-map.ts";
import { RateLimiter } from "../../lib/rate-limit.ts";
import { LOWER_ALPHANUMERIC, randomText } from "../../lib/random-text.ts";
import { services, type AddressedMail, type CodeTry, type IssuedCode } from "../protocol/bus-topics.ts";

/** PocketBase's limit for the codes of one account from one address. */
const TRIES = { maxRequests: 5, durationSeconds: 180 };
/** A code is good for no more tries than this, from however many addresses they come. */
const TRIES_OF_CODE = { maxRequests: 20, durationSeconds: 3600 };
/** An account gets the same kind of mail again only after that. */
const MAIL_PAUSE_MS = 120_000;
/** An address gets no more mails than this in ten minutes that somebody else can cause. */
const MAILS_TO_ADDRESS = { emailChange: 3, authAlert: 6 } as const;
const MAILS_SECONDS = 600;
const MAX_ENTRIES = 20_000;
/** An account has no more codes than this that could be used; asked for more, it gets the last one. */
export const MAX_PENDING_CODES = 10;

export function serveSignInCounts(host: ServiceHost, now?: () => number): void {
  const counts = new SignInCounts(now);
  host.serve(services.tryCode, (request) => counts.tryCode(request));
  host.serve(services.claimMail, (key) => counts.claimMail(key));
  host.serve(services.releaseMail, (key) => counts.releaseMail(key));
  host.serve(services.countMailTo, (mail) => counts.countMailTo(mail));
  host.serve(services.issueCode, ({ account, lifetimeMs }) => counts.issueCode(account, lifetimeMs));
  host.serve(services.accountOfCode, (codeId) => counts.accountOf(codeId));
  host.serve(services.useCode, (codeId) => counts.useCode(codeId));
}

class SignInCounts {
  readonly #tries = new RateLimiter();
  readonly #addressed = new RateLimiter();
  readonly #mails: ExpiringMap<string, true>;
  /** The accounts that codes were asked for, by the id that was answered. */
  readonly #accounts: ExpiringMap<string, string>;
  readonly #codesOf: ExpiringMap<string, readonly string[]>;

  constructor(now: () => number = Date.now) {
    this.#mails = new ExpiringMap(MAX_ENTRIES, now);
    this.#accounts = new ExpiringMap(MAX_ENTRIES, now);
    this.#codesOf = new ExpiringMap(MAX_ENTRIES, now);
  }

  tryCode({ accounts, codeId, address }: CodeTry): boolean {
    // All are counted, whichever refuses.
    const allowed = accounts.map((account) => this.#tries.consume(account, address, TRIES));
    return !allowed.includes(false) && this.#tries.consume(codeId, "", TRIES_OF_CODE);
  }

  claimMail(key: string): boolean {
    if (this.#mails.get(key) !== undefined) return false;
    this.#mails.set(key, true, MAIL_PAUSE_MS);
    return true;
  }

  releaseMail(key: string): null {
    this.#mails.delete(key);
    return null;
  }

  countMailTo({ kind, address }: AddressedMail): boolean {
    const limit = { maxRequests: MAILS_TO_ADDRESS[kind], durationSeconds: MAILS_SECONDS };
    return this.#addressed.consume(kind, address, limit);
  }

  issueCode(account: string, lifetimeMs: number): IssuedCode {
    const current = (this.#codesOf.get(account) ?? []).filter((id) => this.#accounts.get(id) !== undefined);
    const last = current.at(-1);
    if (last !== undefined && current.length >= MAX_PENDING_CODES) return { id: last, isNew: false };
    const id = randomText(15, LOWER_ALPHANUMERIC);
    this.#accounts.set(id, account, lifetimeMs);
    this.#codesOf.set(account, [...current, id], lifetimeMs);
    return { id, isNew: true };
  }

  accountOf(codeId: string): string | null {
    return this.#accounts.get(codeId) ?? null;
  }

  useCode(codeId: string): null {
    this.#accounts.delete(codeId);
    return null;
  }
}
