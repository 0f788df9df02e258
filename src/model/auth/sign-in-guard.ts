// Limits on guessing codes and on mails, which must not tell who has an account.
//
// Called by sign-ins with one-time codes and by all requests that mail something. Accounts that don't exist are counted like
// those that do, with decoys in place of codes. Must stay true: for a guest the two can't be told apart, neither by an answer
// nor by its time, and instances that share a bus count together.
import type { Bus } from "../../lib/bus.ts";
import { ExpiringMap } from "../../lib/expiring-map.ts";
import { RateLimiter } from "../../lib/rate-limit.ts";
import { LOWER_ALPHANUMERIC, randomText } from "../../lib/random-text.ts";

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

const TRY_TOPIC = "sign-in-guard/try";
const MAIL_TOPIC = "sign-in-guard/mail";
const ADDRESS_TOPIC = "sign-in-guard/address";
const CODE_TOPIC = "sign-in-guard/code";
const USED_TOPIC = "sign-in-guard/used";

interface Try {
  readonly from: string;
  readonly accounts: readonly string[];
  readonly codeId: string;
  readonly address: string;
}

interface AddressedMail {
  readonly from: string;
  readonly kind: keyof typeof MAILS_TO_ADDRESS;
  readonly address: string;
}

interface IssuedCode {
  readonly id: string;
  readonly account: string;
  readonly lifetimeMs: number;
}

/**
 * What is kept in memory against guessing of codes and flooding with mails. It counts by what clients send, an email, before
 * anybody has looked whether there is such an account, so that limits tell nobody which accounts exist. Instances of one bus count
 * together.
 */
export class SignInGuard implements Disposable {
  readonly #bus: Bus;
  readonly #id = crypto.randomUUID();
  readonly #tries = new RateLimiter();
  readonly #addressed = new RateLimiter();
  readonly #mails: ExpiringMap<string, true>;
  /** The accounts that codes were asked for, by the id that was answered. */
  readonly #accounts: ExpiringMap<string, string>;
  readonly #codesOf: ExpiringMap<string, readonly string[]>;
  readonly #subscriptions = new DisposableStack();

  constructor(bus: Bus, now: () => number = Date.now) {
    this.#bus = bus;
    this.#mails = new ExpiringMap(MAX_ENTRIES, now);
    this.#accounts = new ExpiringMap(MAX_ENTRIES, now);
    this.#codesOf = new ExpiringMap(MAX_ENTRIES, now);
    const listeners = {
      [TRY_TOPIC]: (message: unknown) => this.#noteTry(message as Try),
      [MAIL_TOPIC]: (message: unknown) => this.#noteMail(message as { key: string; isSent: boolean }),
      [ADDRESS_TOPIC]: (message: unknown) => this.#noteAddressed(message as AddressedMail),
      [CODE_TOPIC]: (message: unknown) => this.#noteCode(message as IssuedCode),
      [USED_TOPIC]: (message: unknown) => this.#accounts.delete(String(message)),
    };
    for (const [topic, listener] of Object.entries(listeners)) {
      this.#subscriptions.defer(bus.subscribe(topic, listener));
    }
  }

  /** Whether the address may try another code of the accounts, which are names for the same one; it is counted. */
  allowTry(accounts: readonly string[], codeId: string, address: string): boolean {
    const isAllowed = this.#consume({ accounts, codeId, address });
    this.#bus.publish(TRY_TOPIC, { from: this.#id, accounts, codeId, address } satisfies Try);
    return isAllowed;
  }

  /** Whether a mail of that kind may be sent to the account now; if so, no other may for two minutes. */
  claimMail(key: string): boolean {
    if (this.#mails.get(key) !== undefined) return false;
    this.#bus.publish(MAIL_TOPIC, { key, isSent: true });
    return true;
  }

  /** The mail was not sent after all, or has served its purpose. */
  releaseMail(key: string): void {
    this.#bus.publish(MAIL_TOPIC, { key, isSent: false });
  }

  /** Whether another mail of the kind may go to the address now; it is counted. */
  allowMailTo(kind: AddressedMail["kind"], email: string): boolean {
    const mail = { kind, address: email.toLowerCase() };
    const isAllowed = this.#consumeMail(mail);
    this.#bus.publish(ADDRESS_TOPIC, { from: this.#id, ...mail } satisfies AddressedMail);
    return isAllowed;
  }

  /** The id of a new code for the account, or that of its last one again where too many could be used. */
  issueCode(account: string, lifetimeMs: number): { readonly id: string; readonly isNew: boolean } {
    const current = this.#currentCodes(account);
    const last = current.at(-1);
    if (last !== undefined && current.length >= MAX_PENDING_CODES) return { id: last, isNew: false };
    const id = randomText(15, LOWER_ALPHANUMERIC);
    this.#bus.publish(CODE_TOPIC, { id, account, lifetimeMs } satisfies IssuedCode);
    return { id, isNew: true };
  }

  /** The account that the code was asked for; null where that is not known any more. */
  accountOf(codeId: string): string | null {
    return this.#accounts.get(codeId) ?? null;
  }

  /** Makes room for another code of the account. */
  noteUse(codeId: string): void {
    this.#bus.publish(USED_TOPIC, codeId);
  }

  [Symbol.dispose](): void {
    this.#subscriptions[Symbol.dispose]();
  }

  #consume({ accounts, codeId, address }: Omit<Try, "from">): boolean {
    // All are counted, whichever refuses.
    const allowed = accounts.map((account) => this.#tries.consume(account, address, TRIES));
    return !allowed.includes(false) && this.#tries.consume(codeId, "", TRIES_OF_CODE);
  }

  #currentCodes(account: string): string[] {
    return (this.#codesOf.get(account) ?? []).filter((id) => this.#accounts.get(id) !== undefined);
  }

  #noteTry(message: Try): void {
    if (message.from !== this.#id) this.#consume(message);
  }

  #consumeMail({ kind, address }: Omit<AddressedMail, "from">): boolean {
    return this.#addressed.consume(kind, address, {
      maxRequests: MAILS_TO_ADDRESS[kind],
      durationSeconds: MAILS_SECONDS,
    });
  }

  #noteAddressed(mail: AddressedMail): void {
    if (mail.from !== this.#id) this.#consumeMail(mail);
  }

  #noteMail({ key, isSent }: { key: string; isSent: boolean }): void {
    if (isSent) this.#mails.set(key, true, MAIL_PAUSE_MS);
    else this.#mails.delete(key);
  }

  #noteCode({ id, account, lifetimeMs }: IssuedCode): void {
    const others = this.#currentCodes(account);
    this.#accounts.set(id, account, lifetimeMs);
    this.#codesOf.set(account, [...others, id], lifetimeMs);
  }
}
