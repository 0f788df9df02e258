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
const MAX_ENTRIES = 20_000;
/** An account has no more codes than this that could be used; asked for more, it gets the last one. */
export const MAX_PENDING_CODES = 10;

const TRY_TOPIC = "sign-in-guard/try";
const MAIL_TOPIC = "sign-in-guard/mail";
const DECOY_TOPIC = "sign-in-guard/decoy";

interface Try {
  readonly from: string;
  readonly account: string;
  readonly codeId: string;
  readonly address: string;
}

interface Decoy {
  readonly id: string;
  readonly account: string;
  readonly lifetimeMs: number;
}

/**
 * What is kept in memory against guessing of codes and flooding with mails. Accounts that don't exist are treated alike, so
 * that limits tell nobody which ones do. Instances of one bus count together.
 */
export class SignInGuard implements Disposable {
  readonly #bus: Bus;
  readonly #id = crypto.randomUUID();
  readonly #tries = new RateLimiter();
  readonly #mails: ExpiringMap<string, true>;
  /** The accounts of codes that were never made, by the id that was answered. */
  readonly #decoys: ExpiringMap<string, string>;
  readonly #decoysOf: ExpiringMap<string, readonly string[]>;
  readonly #pending = new Map<string, readonly string[]>();
  readonly #subscriptions = new DisposableStack();

  constructor(bus: Bus, now: () => number = Date.now) {
    this.#bus = bus;
    this.#mails = new ExpiringMap(MAX_ENTRIES, now);
    this.#decoys = new ExpiringMap(MAX_ENTRIES, now);
    this.#decoysOf = new ExpiringMap(MAX_ENTRIES, now);
    const listeners = {
      [TRY_TOPIC]: (message: unknown) => this.#noteTry(message as Try),
      [MAIL_TOPIC]: (message: unknown) => this.#noteMail(message as { key: string; isSent: boolean }),
      [DECOY_TOPIC]: (message: unknown) => this.#noteDecoy(message as Decoy),
    };
    for (const [topic, listener] of Object.entries(listeners)) {
      this.#subscriptions.defer(bus.subscribe(topic, listener));
    }
  }

  /** Whether the address may try another code of the account; it is counted. */
  allowTry(account: string, codeId: string, address: string): boolean {
    const isAllowed = this.#consume({ account, codeId, address });
    this.#bus.publish(TRY_TOPIC, { from: this.#id, account, codeId, address } satisfies Try);
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

  /** Codes that are being made for the account, as the database doesn't have them yet. */
  pendingCodes(account: string): readonly string[] {
    return this.#pending.get(account) ?? [];
  }

  addPendingCode(account: string, id: string): void {
    this.#pending.set(account, [...this.pendingCodes(account), id]);
  }

  removePendingCode(account: string, id: string): void {
    const others = this.pendingCodes(account).filter((pending) => pending !== id);
    if (others.length > 0) this.#pending.set(account, others);
    else this.#pending.delete(account);
  }

  /** The id of a code that does not exist, for an account that does not exist; like real ones it is the last one again in the end. */
  decoyCode(account: string, lifetimeMs: number): string {
    const known = (this.#decoysOf.get(account) ?? []).filter((id) => this.#decoys.get(id) !== undefined);
    const last = known.at(-1);
    if (last !== undefined && known.length >= MAX_PENDING_CODES) return last;
    const id = randomText(15, LOWER_ALPHANUMERIC);
    this.#bus.publish(DECOY_TOPIC, { id, account, lifetimeMs } satisfies Decoy);
    return id;
  }

  /** The account of a code that `decoyCode` made; null for any other. */
  decoyAccount(id: string): string | null {
    return this.#decoys.get(id) ?? null;
  }

  [Symbol.dispose](): void {
    this.#subscriptions[Symbol.dispose]();
  }

  #consume({ account, codeId, address }: Omit<Try, "from">): boolean {
    return this.#tries.consume(account, address, TRIES) && this.#tries.consume(codeId, "", TRIES_OF_CODE);
  }

  #noteTry(message: Try): void {
    if (message.from !== this.#id) this.#consume(message);
  }

  #noteMail({ key, isSent }: { key: string; isSent: boolean }): void {
    if (isSent) this.#mails.set(key, true, MAIL_PAUSE_MS);
    else this.#mails.delete(key);
  }

  #noteDecoy({ id, account, lifetimeMs }: Decoy): void {
    this.#decoys.set(id, account, lifetimeMs);
    const others = (this.#decoysOf.get(account) ?? []).filter((known) => this.#decoys.get(known) !== undefined);
    this.#decoysOf.set(account, [...others, id], lifetimeMs);
  }
}
