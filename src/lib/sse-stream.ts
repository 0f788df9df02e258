import { QueueLimit } from "./queue-limit.ts";
import type { Flushable, TimeSlicer } from "./time-slicer.ts";
import type { SseAssembler } from "./sse-assembler.ts";
import { encodeSseId } from "./sse-event.ts";

/** So long a client may take to read what was queued when its stream is closed. */
const CLOSE_LIMIT_MS = 1_000;

/** `gone`: the client went. `slow`: it does not read what it gets. `closed`: this side ended the stream. */
export type SseEnd = "gone" | "slow" | "closed";

export interface SseStreamOptions {
  /** The id line of every event. */
  readonly id: string;
  readonly turns: TimeSlicer;
  /** One for all streams. */
  readonly assembler: SseAssembler;
  /** What may wait for a client that does not read, beyond what the sockets hold. */
  readonly maxQueuedEvents: number;
  readonly maxQueuedBytes: number;
  /** Called once. */
  readonly onEnd: (reason: SseEnd) => void;
}

/** The controller of a direct stream: nothing is queued in JavaScript, and `write` gives a promise once the client does not read. */
interface DirectController {
  write(chunk: Uint8Array): number | Promise<number>;
  flush(): number | Promise<number>;
  end(): void;
}

/**
 * A stream of server-sent events to one client. Events that come before the connection takes more are collected up to a
 * limit and leave in one write; above the limit the client is dropped, so it never costs more than that.
 */
export class SseStream implements Flushable {
  readonly body: ReadableStream<Uint8Array>;
  /** When something was last sent. */
  lastSentAtMs = Date.now();
  readonly #options: SseStreamOptions;
  readonly #idLine: Uint8Array;
  readonly #limit: QueueLimit;
  readonly #ended = Promise.withResolvers<void>();
  #controller: DirectController | null = null;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #isWaitingForTurn = false;
  #isBlocked = false;
  #isClosing = false;
  #hasEnded = false;

  constructor(options: SseStreamOptions) {
    this.#options = options;
    this.#limit = new QueueLimit({ maxCount: options.maxQueuedEvents, maxBytes: options.maxQueuedBytes });
    this.#idLine = encodeSseId(options.id);
    // Types of web streams do not know Bun's direct kind.
    this.body = new ReadableStream({
      type: "direct",
      pull: (controller: DirectController) => this.#start(controller),
      cancel: () => this.#finish("gone"),
    } as unknown as UnderlyingDefaultSource<Uint8Array>);
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Queues an event made by `encodeSseEvent`. After the end it does nothing. */
  send(event: Uint8Array): void {
    if (this.#hasEnded || this.#isClosing) return;
    this.#queue.push(event);
    this.#queuedBytes += event.byteLength;
    if (this.#limit.isTooMuch(this.#queue.length, this.#queuedBytes)) this.#finish("slow");
    else this.#askForTurn();
  }

  /** Sends what is queued and ends the stream, at the latest after a second. */
  close(): void {
    if (this.#hasEnded || this.#isClosing) return;
    this.#isClosing = true;
    if (this.#controller === null) return;
    setTimeout(() => this.#finish("closed"), CLOSE_LIMIT_MS).unref();
    this.#endOnceSent();
  }

  /** The client went, as the server noticed. */
  abandon(): void {
    this.#finish("gone");
  }

  flush(): void {
    this.#isWaitingForTurn = false;
    const controller = this.#controller;
    if (controller === null || this.#isBlocked || this.#hasEnded || this.#queue.length === 0) return;
    const events = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#limit.reset();
    try {
      const written = this.#options.assembler.write(events, this.#idLine, controller);
      const flushed = controller.flush();
      this.lastSentAtMs = Date.now();
      if (typeof written !== "number") this.#blockUntil(written);
      else if (typeof flushed !== "number") this.#blockUntil(flushed);
    } catch {
      this.#finish("gone");
    }
  }

  #start(controller: DirectController): Promise<void> {
    if (this.#hasEnded) return Promise.resolve();
    this.#controller = controller;
    if (this.#isClosing) this.#endOnceSent();
    else this.flush();
    return this.#ended.promise;
  }

  #endOnceSent(): void {
    this.flush();
    if (this.#queue.length === 0) this.#finish("closed");
  }

  #askForTurn(): void {
    if (this.#isWaitingForTurn || this.#isBlocked || this.#controller === null) return;
    this.#isWaitingForTurn = true;
    this.#options.turns.addOutput(this);
  }

  #blockUntil(drained: Promise<number>): void {
    this.#isBlocked = true;
    drained.then(
      () => {
        this.#isBlocked = false;
        if (this.#isClosing) this.#endOnceSent();
        else if (this.#queue.length > 0) this.#askForTurn();
      },
      () => this.#finish("gone"),
    );
  }

  #finish(reason: SseEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    const controller = this.#controller;
    this.#controller = null;
    try {
      if (reason !== "gone") controller?.end();
    } catch {
      // The connection ended at the same time.
    }
    this.#ended.resolve();
    this.#options.onEnd(reason);
  }
}
