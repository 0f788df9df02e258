import type { Letter } from "./mail-batch.ts";
import { readLetters } from "./mail-batch.ts";

export interface MailInboxOptions {
  readonly ownId: string;
  readonly onLetter: (from: string, letter: Letter) => void;
  /** Some batches of the others were missed and can't be had any more. */
  readonly onLost: () => void;
  /** Asks the others for what is behind these. */
  readonly want: (have: Readonly<Record<string, number>>) => void;
}

interface Sender {
  /** The number of the last batch that was passed on. */
  last: number;
  /** That of the last batch that was heard of. */
  known: number;
  /** Later ones, which wait for those between. */
  readonly ahead: Map<number, string>;
  /** Set while a batch is missing. */
  missing: Timer | null;
  wantedTimes: number;
}

/** One that is being read may come after later ones. */
const WANT_AFTER_MS = 100;

const WANT_AGAIN_MS = 250;
/** After that the missing ones are lost. */
const MAX_WANTED_TIMES = 8;
const MAX_AHEAD = 2_000;
const MAX_LEFT = 1_000;

/** Passes the batches of each other node on in their order, each once, and asks for those that are missing. */
export class MailInbox {
  readonly #options: MailInboxOptions;
  readonly #senders = new Map<string, Sender>();
  /** The last batches of those that are gone. */
  readonly #left = new Map<string, number>();

  constructor(options: MailInboxOptions) {
    this.#options = options;
  }

  /** The number of the last batch of each sender. */
  have(): Record<string, number> {
    return Object.fromEntries([...this.#senders].map(([id, { last }]) => [id, last]));
  }

  receive(from: string, number: number, content: string): void {
    // What was sent before this node listened is none of its business.
    const sender = this.#senders.get(from) ?? this.#add(from, number - 1);
    if (number <= sender.last) return;
    sender.known = Math.max(sender.known, number);
    sender.ahead.set(number, content);
    this.#pass(from, sender);
    if (sender.ahead.size > MAX_AHEAD) this.#giveUp(from, sender);
    else this.#waitFor(from, sender);
  }

  /** A batch was announced, which comes later, or is asked for where it does not. */
  announced(from: string, number: number): void {
    this.expect(from, number - 1);
    this.isAt(from, number);
  }

  /** The batches behind that one are for this node. */
  expect(from: string, last: number): void {
    if (!this.#senders.has(from)) this.#add(from, last);
  }

  /** That is the last batch of the sender. Where nothing is known of it, what was before is none of this node's business. */
  isAt(from: string, number: number): void {
    const sender = this.#senders.get(from) ?? this.#add(from, number);
    sender.known = Math.max(sender.known, number);
    this.#waitFor(from, sender);
  }

  /** The sender can't give what is up to that number. */
  lost(from: string, number: number): void {
    const sender = this.#senders.get(from);
    if (sender === undefined || number <= sender.last) return;
    sender.last = number;
    sender.known = Math.max(sender.known, number);
    for (const key of sender.ahead.keys()) if (key <= number) sender.ahead.delete(key);
    this.#options.onLost();
    this.#pass(from, sender);
  }

  /** Where the sender returns it goes on behind what was passed on: it may have been given up while it stood still. */
  gone(from: string): void {
    const sender = this.#senders.get(from);
    if (sender === undefined) return;
    if (sender.missing !== null) clearTimeout(sender.missing);
    this.#senders.delete(from);
    this.#left.set(from, sender.last);
    const [oldest] = this.#left.keys();
    if (this.#left.size > MAX_LEFT && oldest !== undefined) this.#left.delete(oldest);
  }

  close(): void {
    for (const from of this.#senders.keys()) this.gone(from);
  }

  #add(from: string, first: number): Sender {
    const last = this.#left.get(from) ?? first;
    this.#left.delete(from);
    const sender: Sender = { last, known: last, ahead: new Map(), missing: null, wantedTimes: 0 };
    this.#senders.set(from, sender);
    return sender;
  }

  #pass(from: string, sender: Sender): void {
    for (;;) {
      const content = sender.ahead.get(sender.last + 1);
      if (content === undefined) break;
      sender.last += 1;
      sender.ahead.delete(sender.last);
      for (const letter of readLetters(content)) {
        if (letter.to === null || letter.to === this.#options.ownId) this.#options.onLetter(from, letter);
      }
    }
    if (sender.last < sender.known || sender.missing === null) return;
    clearTimeout(sender.missing);
    sender.missing = null;
    sender.wantedTimes = 0;
  }

  #waitFor(from: string, sender: Sender): void {
    if (sender.last >= sender.known || sender.missing !== null) return;
    const { last } = sender;
    const waitMs = sender.wantedTimes === 0 ? WANT_AFTER_MS : WANT_AGAIN_MS;
    sender.missing = setTimeout(() => {
      sender.missing = null;
      if (sender.last > last) sender.wantedTimes = 0;
      sender.wantedTimes += 1;
      if (sender.wantedTimes > MAX_WANTED_TIMES) return this.#giveUp(from, sender);
      this.#options.want({ [from]: sender.last });
      this.#waitFor(from, sender);
    }, waitMs);
  }

  #giveUp(from: string, sender: Sender): void {
    sender.wantedTimes = 0;
    const [first] = [...sender.ahead.keys()].toSorted((one, other) => one - other);
    this.lost(from, first === undefined ? sender.known : first - 1);
  }
}
