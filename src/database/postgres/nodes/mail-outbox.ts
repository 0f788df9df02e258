import { type Letter, MAX_PAYLOAD_BYTES, type Payload, writeLetters, writePayload } from "./mail-batch.ts";

/** What is sent at once: a payload, and where it is too large for one a batch to be stored before. */
export interface Sending {
  readonly payload: string;
  readonly stored: { readonly number: number; readonly content: string } | null;
}

export interface MailOutboxOptions {
  readonly ownId: string;
  /** Rejects where it is not known whether it was sent: it is sent again. */
  readonly deliver: (sending: Sending) => Promise<void>;
  /** Whether sending it again would fail again: the others find out that it is missing. */
  readonly isForGood: (error: unknown) => boolean;
  readonly onFailure: (error: unknown) => void;
  /** Whether each batch is stored, since nobody hears notifications. */
  readonly isStoring: boolean;
}

interface Batch {
  readonly number: number;
  readonly content: string;
  readonly madeAtMs: number;
}

/** So much is sent together at most, but for one larger letter. */
const MAX_BATCH_LENGTH = 1_000_000;
/** Batches are kept for others that may have missed them; requests between nodes have failed long before. */
const KEPT_MS = 30_000;
const KEPT_BATCHES = 5_000;
const KEPT_LENGTH = 16_000_000;
/** While the database is away; then the others are told that something was lost. */
const MAX_WAITING_LENGTH = 64_000_000;
const RETRY_MS = 100;

/** Sends what this node has to say in numbered batches, one after the other, each until it is sure to be sent. */
export class MailOutbox {
  readonly #options: MailOutboxOptions;
  #waiting: Letter[] = [];
  #waitingLength = 0;
  /** Payloads that are not batches, and batches that somebody has missed. */
  readonly #extra: (() => Sending)[] = [];
  readonly #kept: Batch[] = [];
  #keptLength = 0;
  #lastNumber = 0;
  #sending: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: MailOutboxOptions) {
    this.#options = options;
  }

  send(letter: Letter): void {
    this.#waitingLength += letter.frame.length;
    this.#waiting.push(letter);
    if (this.#waitingLength > MAX_WAITING_LENGTH) {
      this.#waiting = [];
      this.#waitingLength = 0;
      // The others find out that a number is missing.
      this.#lastNumber += 1;
    }
    this.#begin();
  }

  /** Tells the others what this node has, so that they send again what it has not. */
  want(have: Readonly<Record<string, number>>): void {
    this.#sendExtra({ kind: "wanted", from: this.#options.ownId, have });
  }

  /** Sends again what follows the batch with that number, and says which one was the last. Null: only that. */
  sendAgain(after: number | null): void {
    const { ownId: from } = this.#options;
    if (after !== null) {
      const first = this.#kept[0]?.number ?? this.#lastNumber + 1;
      if (first > after + 1) this.#sendExtra({ kind: "lost", from, number: first - 1 });
      for (const batch of this.#kept) if (batch.number > after) this.#extra.push(() => this.#sendingOf(batch));
    }
    this.#sendExtra({ kind: "at", from, number: this.#lastNumber });
  }

  /** Resolves once all is sent. */
  async flush(): Promise<void> {
    while (this.#sending !== null) await this.#sending;
  }

  close(): void {
    this.#isClosed = true;
  }

  #sendExtra(payload: Payload): void {
    this.#extra.push(() => ({ payload: writePayload(payload), stored: null }));
    this.#begin();
  }

  /** After what runs now, which may have more to send. */
  #begin(): void {
    this.#sending ??= Promise.resolve().then(() => this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const next = this.#extra.shift() ?? this.#nextBatch();
      if (next === null) break;
      await this.#sendOne(next());
    }
    this.#sending = null;
  }

  async #sendOne(sending: Sending): Promise<void> {
    for (let failures = 0; !this.#isClosed; failures += 1) {
      try {
        return await this.#options.deliver(sending);
      } catch (error) {
        if (failures === 0) this.#options.onFailure(error);
        if (this.#options.isForGood(error)) return;
        await Bun.sleep(RETRY_MS);
      }
    }
  }

  #nextBatch(): (() => Sending) | null {
    if (this.#waiting.length === 0) return null;
    let length = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || length < MAX_BATCH_LENGTH)) {
      length += this.#waiting[count]?.frame.length ?? 0;
      count += 1;
    }
    this.#waitingLength -= length;
    const content = writeLetters(this.#waiting.splice(0, count));
    const batch = { number: (this.#lastNumber += 1), content, madeAtMs: performance.now() };
    this.#keep(batch);
    return () => this.#sendingOf(batch);
  }

  #sendingOf({ number, content }: Batch): Sending {
    const { ownId: from, isStoring } = this.#options;
    const payload = writePayload({ kind: "batch", from, number, content });
    if (!isStoring && Buffer.byteLength(payload) <= MAX_PAYLOAD_BYTES) return { payload, stored: null };
    return { payload: writePayload({ kind: "stored", from, number }), stored: { number, content } };
  }

  #keep(batch: Batch): void {
    this.#kept.push(batch);
    this.#keptLength += batch.content.length;
    const oldestMs = batch.madeAtMs - KEPT_MS;
    let count = 0;
    while (count < this.#kept.length - 1) {
      const { content, madeAtMs } = this.#kept[count] ?? batch;
      const isTooMuch = this.#kept.length - count > KEPT_BATCHES || this.#keptLength > KEPT_LENGTH;
      if (!isTooMuch && madeAtMs >= oldestMs) break;
      this.#keptLength -= content.length;
      count += 1;
    }
    if (count > 0) this.#kept.splice(0, count);
  }
}
