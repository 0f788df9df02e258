import type { MessagePort } from "node:worker_threads";
import type { AnswerBytes, ToThread } from "./thread-protocol.ts";

/** Nearly all messages are shorter, and answered before the next is sent. */
const BYTES = 64 * 1024;
/** How many messages have been sent in all: the thread sleeps on it. */
const SENT = 0;
/** How many the thread has taken. */
const TAKEN = 1;
/** Number and place of so many messages follow. */
const PLACES = 8;
const START = (2 + 2 * PLACES) * Int32Array.BYTES_PER_ELEMENT;
/** Before each text: its kind, its id, its depth, its length in UTF-8, and how many contents follow it. */
const HEAD_BYTES = 5 * Int32Array.BYTES_PER_ELEMENT;
/** Before each content: its key and its length. */
const CONTENT_HEAD_BYTES = 2 * Int32Array.BYTES_PER_ELEMENT;
/** Of what is written as 32 bits. */
const MAX_NUMBER = 2 ** 31 - 1;
const NO_CONTENTS: AnswerBytes = new Map();
const KINDS: readonly ToThread[0][] = ["run", "renewed-run", "answer"];

/** Where number and place of a message stand. */
function placeOf(number: number): number {
  return 2 + 2 * (number & (PLACES - 1));
}

/**
 * The way of messages to a thread that never returns to its event loop. They are written into memory that both share, because what
 * receives from a port without an event loop is a part of `node:worker_threads`, which takes each thread longer to load than the rest of
 * its start. Those for which there is no room go by the port. Each has a number, and the thread takes them in their order.
 */
export class MessagesToThread {
  readonly shared = new Int32Array(new SharedArrayBuffer(BYTES));
  readonly #bytes = new Uint8Array(this.shared.buffer);
  readonly #encoder = new TextEncoder();
  readonly #port: MessagePort;
  #sent = 0;
  /** Behind the last message that may not be taken yet: the next one is written here. */
  #end = START;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(message: ToThread, transferred: ArrayBuffer[]): void {
    const number = (this.#sent + 1) | 0;
    if (!this.#write(number, message)) this.#port.postMessage(message, transferred);
    this.#sent = number;
    Atomics.store(this.shared, SENT, number);
    Atomics.notify(this.shared, SENT);
  }

  /** False where there is no room for it. */
  #write(number: number, [kind, id, text, depth, contents = NO_CONTENTS]: ToThread): boolean {
    const taken = Atomics.load(this.shared, TAKEN);
    if (taken === this.#sent) this.#end = START;
    const start = this.#end;
    const textStart = start + HEAD_BYTES;
    if (id > MAX_NUMBER || ((number - taken) | 0) > PLACES || textStart + text.length + sizeOf(contents) > BYTES)
      return false;
    const { read, written } = this.#encoder.encodeInto(text, this.#bytes.subarray(textStart));
    const contentStart = aligned(textStart + written);
    if (read < text.length || contentStart + sizeOf(contents) > BYTES) return false;
    this.#setInts(start, [KINDS.indexOf(kind), id, depth, written, contents.size]);
    this.shared.set([number, start], placeOf(number));
    this.#end = this.#writeContents(contentStart, contents);
    return true;
  }

  /** Gives the end. */
  #writeContents(start: number, contents: AnswerBytes): number {
    let at = start;
    for (const [key, content] of contents) {
      this.#setInts(at, [key, content.length]);
      this.#bytes.set(content, at + CONTENT_HEAD_BYTES);
      at = aligned(at + CONTENT_HEAD_BYTES + content.length);
    }
    return at;
  }

  #setInts(start: number, numbers: readonly number[]): void {
    this.shared.set(numbers, start / Int32Array.BYTES_PER_ELEMENT);
  }
}

function aligned(place: number): number {
  return Math.ceil(place / Int32Array.BYTES_PER_ELEMENT) * Int32Array.BYTES_PER_ELEMENT;
}

/** Infinity for what can't be written here. */
function sizeOf(contents: AnswerBytes): number {
  if (contents.size === 0) return 0;
  let size = 0;
  for (const [key, { length }] of contents) {
    if (key > MAX_NUMBER) return Number.POSITIVE_INFINITY;
    size += CONTENT_HEAD_BYTES + aligned(length);
  }
  return size;
}

/** The thread's end of it. */
export class MessagesOfServer {
  readonly #shared: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Uint8Array<SharedArrayBuffer>;
  readonly #decoder = new TextDecoder();
  readonly #fromPort: () => ToThread;
  #taken = 0;

  /** `fromPort` gives the next message of the port, which is there. */
  constructor(shared: Int32Array<SharedArrayBuffer>, fromPort: () => ToThread) {
    this.#shared = shared;
    this.#bytes = new Uint8Array(shared.buffer);
    this.#fromPort = fromPort;
  }

  /** Gives the next message, and sleeps until there is one. Where it throws, as on a full stack, the message is still the next one. */
  take(): ToThread {
    const taken = this.#taken;
    while (Atomics.load(this.#shared, SENT) === taken) Atomics.wait(this.#shared, SENT, taken);
    const number = (taken + 1) | 0;
    const place = placeOf(number);
    const isHere = this.#at(place) === number;
    const message = isHere ? this.#read(this.#at(place + 1)) : this.#fromPort();
    this.#taken = number;
    Atomics.store(this.#shared, TAKEN, number);
    return message;
  }

  #read(start: number): ToThread {
    const head = start / Int32Array.BYTES_PER_ELEMENT;
    const textStart = start + HEAD_BYTES;
    const textEnd = textStart + this.#at(head + 3);
    const text = this.#decoder.decode(this.#bytes.subarray(textStart, textEnd));
    const [kind = "answer", id, depth, count] = [
      KINDS[this.#at(head)],
      this.#at(head + 1),
      this.#at(head + 2),
      this.#at(head + 4),
    ];
    return count === 0 ? [kind, id, text, depth] : [kind, id, text, depth, this.#contents(aligned(textEnd), count)];
  }

  /** Copies, because others take their place. */
  #contents(start: number, count: number): AnswerBytes {
    const contents = new Map<number, Uint8Array<ArrayBuffer>>();
    let at = start;
    for (let index = 0; index < count; index += 1) {
      const head = at / Int32Array.BYTES_PER_ELEMENT;
      const from = at + CONTENT_HEAD_BYTES;
      const end = from + this.#at(head + 1);
      contents.set(this.#at(head), new Uint8Array(this.#bytes.subarray(from, end)));
      at = aligned(end);
    }
    return contents;
  }

  #at(index: number): number {
    return this.#shared[index] ?? 0;
  }
}
