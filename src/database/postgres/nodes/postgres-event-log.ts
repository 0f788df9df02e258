// The event log of a server: gives commits their place, and passes on what all servers have committed.
//
// A commit stores its events itself, without an order. After it the server calls the sequencer in the database (events.sql): at once where
// it is idle, else as often as the sequencer has time. That tells all servers by a notification, which holds the events where they are
// small; else, and where a notification was lost, they are read. Each server does all of it every second, too, so that what a server that
// has died had committed last is told, and nothing depends on notifications. Batches are passed on by their id, which has no gaps: so
// nothing comes twice, and what has been deleted before it was read is noticed.
import type { Logger } from "../../../lib/log.ts";
import type { Statement } from "../../engine.ts";
import type { EventLog, LoggedEvent } from "../../event-log.ts";
import { translateError } from "../errors.ts";
import { AppendedEvents } from "./appended-events.ts";
import { BatchWaiters } from "./batch-waiters.ts";
import { ANY_TABLE, type EventBatch, parseNotification, parsePayload } from "./event-batch.ts";
import { type EventLink, type Sequenced, sizeOf } from "./event-link.ts";
import { readAfter } from "./read-after.ts";
import { SequencerCalls } from "./sequencer-calls.ts";

export interface PostgresEventLogOptions {
  readonly link: EventLink;
  readonly log: Logger;
  /** Another server has written these tables. */
  readonly wrote: (tables: readonly string[]) => void;
  /** It is not known what others have written. */
  readonly missed: () => void;
  /** All that was committed until then has been passed on; by `performance.now()`. */
  readonly caughtUp: (atMs: number) => void;
  /** How long to wait for a notification at most before looking. */
  readonly lookMs: number;
}

/** Afterwards others may have committed what is not heard of. */
const MISSED_LOOKS = 3;
const MAX_BATCHES = 20;
const FORGET_EACH_MS = 10_000;
const KEPT_SECONDS = 600;
const MAX_FORGOTTEN = 2_000;
/** At the end, for what was told last. */
const CLOSE_LIMIT_MS = 1_000;

/** What a transaction did. */
interface Commit {
  readonly written: ReadonlySet<string>;
  /** Whether that may have written any other table, too. */
  readonly canTrigger: boolean;
  readonly told: readonly string[];
}

type Listener = (event: LoggedEvent) => void;

export class PostgresEventLog implements EventLog, AsyncDisposable {
  /** Of this process: names of nodes are used again. */
  readonly node = crypto.randomUUID();
  readonly #options: PostgresEventLogOptions;
  readonly #appended: AppendedEvents;
  readonly #calls = new SequencerCalls(() => this.#sequence());
  readonly #listeners = new Set<Listener>();
  readonly #gapListeners = new Set<() => void>();
  readonly #waiting = new BatchWaiters();
  readonly #timers: NodeJS.Timeout[];
  #epoch = "";
  /** The batch that was passed on last, and the number of its last entry. */
  #batch = 0;
  #last = 0;
  /** The newest batch that was heard of. */
  #newest = 0;
  #isReading = false;
  /** All that was committed until then has been passed on. */
  #caughtUpMs = performance.now();
  /** What was the newest batch at a time, until it is passed on. */
  #looked: { readonly id: number; readonly atMs: number } | null = null;
  #isClosed = false;

  private constructor(options: PostgresEventLogOptions, { epoch, id, last }: Sequenced) {
    this.#options = options;
    this.#epoch = epoch;
    this.#batch = this.#newest = id;
    this.#last = last;
    this.#appended = new AppendedEvents({
      node: this.node,
      store: (part) => options.link.store(part),
      stored: () => this.committed(),
      log: options.log,
    });
    this.#timers = [
      setInterval(() => this.look(), options.lookMs),
      setInterval(() => void this.#forget().catch(() => undefined), FORGET_EACH_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** Begins with what is committed from now on. */
  static async open(options: PostgresEventLogOptions): Promise<PostgresEventLog> {
    let state = await options.link.sequence(0);
    while (state.isFull) state = await options.link.sequence(0);
    return new PostgresEventLog(options, state);
  }

  get epoch(): string {
    return this.#epoch;
  }

  get position(): number {
    return this.#last;
  }

  get lagMs(): number {
    const sinceMs = performance.now() - this.#caughtUpMs;
    return this.#newest > this.#batch || sinceMs > MISSED_LOOKS * this.#options.lookMs ? sinceMs : 0;
  }

  follow(listener: Listener): () => void {
    const own: Listener = (event) => listener(event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  onGap(listener: () => void): () => void {
    const own = (): void => listener();
    this.#gapListeners.add(own);
    return () => void this.#gapListeners.delete(own);
  }

  append(name: string, body: string): void {
    this.#appended.append(name, body);
  }

  /** Tells the others of a commit that could not tell it itself. Resolves once they will hear of it. */
  async wrote(tables: Iterable<string>): Promise<void> {
    await this.#appended.wrote(tables);
  }

  async flush(): Promise<void> {
    try {
      await this.#calls.afterCommits();
    } catch (error) {
      throw translateError(error);
    }
  }

  async sync(): Promise<void> {
    try {
      let state = await this.#calls.now();
      while (state.isFull) state = await this.#calls.now();
      if (state.id > this.#batch) await this.#waiting.wait(state.id);
    } catch (error) {
      throw translateError(error);
    }
  }

  async after(seq: number, limit: number): Promise<LoggedEvent[] | null> {
    if (seq > this.#last) await this.sync();
    if (seq > this.#last) return null;
    try {
      return await readAfter(this.#options.link, { after: seq, end: this.#last, limit });
    } catch (error) {
      throw translateError(error);
    }
  }

  /** What is to be run at the end of a transaction; null where nothing happened that others must know. */
  statementFor({ written, canTrigger, told }: Commit): Statement | null {
    if (written.size === 0 && told.length === 0) return null;
    const tables = canTrigger ? [...written, ANY_TABLE] : [...written];
    return { sql: TELL, parameters: [this.node, JSON.stringify(tables), told.length, told.join("\n")] };
  }

  /** Something was committed: it is given its place soon. */
  committed(): void {
    this.#calls.committed();
  }

  /** From `EVENT_CHANNEL`. */
  notified(payload: string): void {
    const { id, batch } = parseNotification(payload);
    if (id <= this.#batch) return;
    const given = id === this.#batch + 1 ? batch() : null;
    if (given !== null) this.#pass(given);
    this.#heardOf(id);
  }

  /** Notifications may have been lost. */
  look(): void {
    this.#calls.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    // The others need not wait for their next look.
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
    const told = this.#appended.flush().then(() => this.#calls.now());
    await Promise.race([told.catch(() => undefined), promise]);
    clearTimeout(timer);
    this.#isClosed = true;
    this.#appended.close();
    this.#calls[Symbol.dispose]();
    await this.#options.link[Symbol.asyncDispose]();
    this.#waiting.fail(new Error("the database is closed"));
  }

  async #sequence(): Promise<Sequenced> {
    const atMs = performance.now();
    const state = await this.#options.link.sequence(this.#newest);
    this.#looked ??= { id: state.id, atMs };
    this.#heard(state);
    return state;
  }

  #heard({ epoch, id, last, payload }: Sequenced): void {
    if (epoch !== this.#epoch) {
      this.#newest = id;
      this.#lost({ epoch, id, last });
      return;
    }
    if (id === this.#batch + 1 && payload !== null) this.#pass({ id, last, events: parsePayload(payload) });
    this.#heardOf(id);
    this.#noteCaughtUp();
  }

  #heardOf(id: number): void {
    this.#newest = Math.max(this.#newest, id);
    if (this.#newest > this.#batch && !this.#isReading && !this.#isClosed) void this.#read();
  }

  async #read(): Promise<void> {
    const { link, log } = this.#options;
    this.#isReading = true;
    try {
      while (this.#newest > this.#batch) {
        const batches = await link.read(this.#batch, MAX_BATCHES);
        for (const batch of batches) {
          if (batch.id > this.#batch + 1)
            this.#lost({ epoch: this.#epoch, id: batch.id - 1, last: batch.last - sizeOf(batch) });
          this.#pass(batch);
        }
        // The database is an older one than it was, which the next look notices.
        if (batches.length === 0) return;
      }
    } catch (error) {
      if (!this.#isClosed) log.debug(`events could not be read: ${String(error)}`);
      this.#waiting.fail(error);
    } finally {
      this.#isReading = false;
    }
  }

  /** Passes a batch on, where it is the next one. */
  #pass(batch: EventBatch): void {
    if (batch.id !== this.#batch + 1) return;
    this.#batch = batch.id;
    for (const { node, tables, entries } of batch.events) {
      if (node !== this.node && tables.length > 0) this.#options.wrote(tables);
      for (const { name, body } of entries) {
        this.#last += 1;
        const event = { seq: this.#last, name, body };
        for (const listener of this.#listeners) this.#call(() => listener(event));
      }
    }
    this.#last = batch.last;
    this.#waiting.passed(this.#batch);
    this.#noteCaughtUp();
  }

  /** What came before was deleted, or is of another database. */
  #lost({ epoch, id, last }: Pick<Sequenced, "epoch" | "id" | "last">): void {
    this.#options.log.warn("messages of other servers were missed: what was known of them is read anew");
    this.#epoch = epoch;
    this.#batch = id;
    this.#last = last;
    this.#looked = null;
    this.#options.missed();
    for (const listener of this.#gapListeners) this.#call(listener);
    this.#waiting.passed(Infinity);
  }

  #noteCaughtUp(): void {
    if (this.#looked === null || this.#looked.id > this.#batch) return;
    this.#caughtUpMs = this.#looked.atMs;
    this.#options.caughtUp(this.#caughtUpMs);
    this.#looked = null;
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#options.log.error("a listener of events failed", { error: String(error) });
    }
  }

  async #forget(): Promise<void> {
    while ((await this.#options.link.forget(KEPT_SECONDS, MAX_FORGOTTEN)) === MAX_FORGOTTEN);
  }
}

const TELL = "INSERT INTO bb.event (node, tables, size, entries) VALUES ($1, $2, $3, $4)";
