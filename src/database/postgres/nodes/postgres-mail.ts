// Sends texts between the nodes by notifications of the database.
//
// What one node sends are numbered batches: small ones are in the notification, others in `bb.message`. A notification that was missed,
// as by a node that had to listen anew, is asked for, and its sender sends it again for a while. Must stay true: each node gets the
// batches of each other one in their order, each once; where that can't be, `onReset` is called. Without notifications all
// batches are in the table, which is looked at all the time.
import type { NodeMail } from "../../../lib/bus/nodes/node-parts.ts";
import type { Logger } from "../../../lib/log.ts";
import { sqlState } from "../errors.ts";
import { MESSAGE_CHANNEL, type Payload, readPayload } from "./mail-batch.ts";
import { MailInbox } from "./mail-inbox.ts";
import { MailOutbox, type Sending } from "./mail-outbox.ts";
import type { NodeLink } from "./node-link.ts";

export interface PostgresMailOptions {
  readonly id: string;
  readonly link: NodeLink;
  readonly log: Logger;
  /** Whether notifications are heard. */
  readonly hasListen: boolean;
}

const NOTIFY = `SELECT pg_notify('${MESSAGE_CHANNEL}', $1)`;
const STORE = `INSERT INTO bb.message (sender, number, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;
const STORE_AND_NOTIFY = `WITH stored AS (${STORE}) SELECT pg_notify('${MESSAGE_CHANNEL}', $4)`;
const READ = "SELECT body FROM bb.message WHERE sender = $1 AND number = $2";
/** What is behind the numbers in `$2`, of all others. */
const READ_NEW = `SELECT m.sender, m.number::text AS number, m.body FROM bb.node n
  LEFT JOIN jsonb_each_text($2::text::jsonb) h(sender, number) ON h.sender = n.id
  JOIN bb.message m ON m.sender = n.id AND m.number > coalesce(h.number::bigint, 0)
  WHERE n.id <> $1 ORDER BY m.sender, m.number`;
const READ_LAST = "SELECT sender, max(number)::text AS number FROM bb.message WHERE sender <> $1 GROUP BY sender";
const FORGET = "DELETE FROM bb.message WHERE written < clock_timestamp() - $1 * interval '1 ms'";

/** Longer than senders keep them. */
const KEPT_MS = 60_000;
const FORGET_EACH_MS = 20_000;
const LOOK_EACH_MS = 100;
/** Own notifications come back; one that does not says that none of the others come. */
const DEAF_AFTER_MS = 1_000;
const ASK_AGAIN_MS = 300;
const CLOSE_LIMIT_MS = 1_000;
/** Of nodes of before, which may return. */
const MAX_SEEN = 1_000;
/** Of what is sent itself: its values, or their size. */
const DATA_ERRORS = /^(?:22|54)/;
/** Fits into a notification. */
const MAX_WANTED = 100;

export class PostgresMail implements NodeMail, AsyncDisposable {
  readonly id: string;
  onFrame: (from: string, frame: string) => void = () => undefined;
  onReset: () => void = () => undefined;
  readonly #options: PostgresMailOptions;
  readonly #inbox: MailInbox;
  readonly #outbox: MailOutbox;
  readonly #timers: Timer[] = [];
  /** Without notifications: the last batch of each other node that was read. */
  readonly #seen = new Map<string, number>();
  #isListening = false;
  /** The nodes that have not said where they are since this one listens. */
  #unanswered = new Set<string>();
  #asking: Timer | null = null;
  /** When an own notification came back last, and when the first after it was sent. */
  #heardAtMs = -Infinity;
  #unheardSinceMs: number | null = null;
  #isLooking = false;

  constructor(options: PostgresMailOptions) {
    this.#options = options;
    const { id, log, hasListen } = options;
    this.id = id;
    this.#inbox = new MailInbox({
      ownId: id,
      onLetter: (from, { frame }) => this.onFrame(from, frame),
      onLost: () => this.onReset(),
      want: (have) => this.#outbox.want(have),
    });
    this.#outbox = new MailOutbox({
      ownId: id,
      deliver: (sending) => this.#deliver(sending),
      isForGood: (error) => DATA_ERRORS.test(sqlState(error) ?? ""),
      onFailure: (error) => log.warn("messages for other nodes wait for the database", { error: String(error) }),
      isStoring: !hasListen,
    });
    this.#timers.push(setInterval(() => void this.#forget(), FORGET_EACH_MS));
    if (!hasListen) this.#timers.push(setInterval(() => void this.#look(), LOOK_EACH_MS));
    for (const timer of this.#timers) timer.unref();
  }

  /** To be awaited without notifications: what was sent before is none of this node's business. */
  async begin(): Promise<void> {
    const { hasListen, link } = this.#options;
    if (hasListen) return;
    const rows = await link.query(READ_LAST, [this.id]);
    for (const { sender, number } of rows) this.#seen.set(String(sender), Number(number));
  }

  get isDeaf(): boolean {
    if (!this.#options.hasListen) return false;
    const isUnheard = this.#unheardSinceMs !== null && performance.now() - this.#unheardSinceMs > DEAF_AFTER_MS;
    return !this.#isListening || isUnheard;
  }

  send(to: string | null, frame: string): void {
    this.#outbox.send({ to, frame });
  }

  /** Whether notifications come from now on. */
  hears(isListening: boolean): void {
    this.#isListening = isListening;
    this.#unheardSinceMs = null;
    if (isListening) this.#catchUp();
  }

  /** From `MESSAGE_CHANNEL`. */
  notified(text: string): void {
    const payload = readPayload(text);
    if (payload.from !== this.id) return this.#receive(payload);
    this.#heardAtMs = performance.now();
    this.#unheardSinceMs = null;
  }

  /** A node has come after this one: all that it sends is for this node. */
  came(id: string): void {
    this.#inbox.expect(id, 0);
  }

  /** The node will send nothing any more. */
  gone(id: string): void {
    this.#inbox.gone(id);
    this.#unanswered.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
    await Promise.race([this.#outbox.flush(), promise]);
    clearTimeout(timer);
    if (this.#asking !== null) clearInterval(this.#asking);
    this.#outbox.close();
    this.#inbox.close();
  }

  /** Asks the others for what came while this node did not listen, until all have answered: they may not have listened either. */
  #catchUp(): void {
    const have = this.#inbox.have();
    this.#unanswered = new Set(Object.keys(have));
    this.#want(have);
    if (this.#asking !== null) clearInterval(this.#asking);
    this.#asking = setInterval(() => this.#askAgain(), ASK_AGAIN_MS);
    this.#asking.unref();
  }

  #askAgain(): void {
    const have = Object.entries(this.#inbox.have()).filter(([id]) => this.#unanswered.has(id));
    if (have.length > 0) return this.#want(Object.fromEntries(have));
    if (this.#asking !== null) clearInterval(this.#asking);
    this.#asking = null;
  }

  #want(have: Readonly<Record<string, number>>): void {
    const parts = Object.entries(have);
    do this.#outbox.want(Object.fromEntries(parts.splice(0, MAX_WANTED)));
    while (parts.length > 0);
  }

  #receive(payload: Payload): void {
    const { from } = payload;
    switch (payload.kind) {
      case "batch":
        return this.#inbox.receive(from, payload.number, payload.content);
      case "stored":
        return void this.#readStored(from, payload.number);
      case "lost":
        return this.#inbox.lost(from, payload.number);
      case "at":
        this.#unanswered.delete(from);
        return this.#inbox.isAt(from, payload.number);
      case "wanted":
        return this.#outbox.sendAgain(payload.have[this.id] ?? null);
    }
  }

  async #readStored(from: string, number: number): Promise<void> {
    // Later ones, which are not read first, must not pass for the first ones of their sender.
    this.#inbox.announced(from, number);
    try {
      const [row] = await this.#options.link.query(READ, [from, number]);
      if (row !== undefined) this.#inbox.receive(from, number, String(row["body"]));
    } catch (error) {
      this.#options.log.debug(`a message could not be read: ${String(error)}`);
    }
  }

  async #deliver({ payload, stored }: Sending): Promise<void> {
    const { link, hasListen } = this.#options;
    if (!hasListen) {
      if (stored !== null) await link.query(STORE, [this.id, stored.number, stored.content]);
      return;
    }
    const startedMs = performance.now();
    if (stored === null) await link.query(NOTIFY, [payload]);
    else await link.query(STORE_AND_NOTIFY, [this.id, stored.number, stored.content, payload]);
    // It may come before the answer of its statement.
    if (this.#heardAtMs < startedMs) this.#unheardSinceMs ??= startedMs;
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const [oldest] = this.#seen.keys();
      if (this.#seen.size > MAX_SEEN && oldest !== undefined) this.#seen.delete(oldest);
      const rows = await this.#options.link.query(READ_NEW, [this.id, JSON.stringify(Object.fromEntries(this.#seen))]);
      for (const { sender, number, body } of rows) {
        const from = String(sender);
        this.#seen.set(from, Number(number));
        this.#inbox.receive(from, Number(number), String(body));
      }
    } catch (error) {
      this.#options.log.debug(`messages could not be read: ${String(error)}`);
    } finally {
      this.#isLooking = false;
    }
  }

  async #forget(): Promise<void> {
    try {
      await this.#options.link.query(FORGET, [KEPT_MS]);
    } catch {
      // The next time is soon.
    }
  }
}
