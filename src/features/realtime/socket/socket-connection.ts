import { QueueLimit } from "../../../lib/queue-limit.ts";
import type { Flushable, TimeSlicer } from "../../../lib/time-slicer.ts";
import { CloseCode } from "../../../lib/realtime-protocol.ts";
import type { ServerMessage } from "../../../lib/realtime-protocol.ts";
import type { ServerSocket } from "../../../lib/web-socket.ts";
import type { ClientConnection, CloseReason } from "../broker-client.ts";
import type { Message } from "../message.ts";
import { LIMITS } from "./limits.ts";

interface Hold {
  readonly matches: (message: Message) => boolean;
  readonly messages: Message[];
}

export interface SocketConnectionOptions {
  readonly turns: TimeSlicer;
  /** The client does not read; called once, before the connection ends. */
  readonly onSlow: () => void;
  readonly onAuthLost: () => void;
  readonly onAuthChanged: () => void;
}

const CLOSE_FRAMES: Readonly<Record<CloseReason, readonly [number, string]>> = {
  idle: [CloseCode.restart, "idle"],
  slow: [CloseCode.slow, "slow reader"],
  shutdown: [CloseCode.restart, "server shutdown"],
  refused: [CloseCode.refused, "refused"],
  ended: [CloseCode.restart, "ended by a superuser"],
};

/** The way to a WebSocket client: messages are collected up to a limit and leave together. */
export class SocketConnection implements ClientConnection, Flushable {
  readonly transport = "websocket";
  readonly #options: SocketConnectionOptions;
  #socket: ServerSocket | null = null;
  readonly #holds: Hold[] = [];
  /** What decides for a while which messages still are news, by subscription. */
  readonly #filters = new Map<string, (message: Message) => boolean>();
  readonly #limit = new QueueLimit({ maxCount: LIMITS.queuedMessages, maxBytes: LIMITS.queuedBytes });
  #droppedUpTo = 0;
  #queue: string[] = [];
  #queuedBytes = 0;
  #isWaitingForTurn = false;
  #room: PromiseWithResolvers<void> | null = null;
  #isStalled = false;
  #hasEnded = false;

  constructor(options: SocketConnectionOptions) {
    this.#options = options;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  open(socket: ServerSocket): void {
    this.#socket = socket;
    if (this.#queue.length > 0) this.#askForTurn();
  }

  send(message: Message): void {
    if (this.#hasEnded) return;
    // Mostly there are none, and this is done for every message to every client.
    if (this.#holds.length > 0 && this.#isHeld(message)) return;
    if (message.seq > 0 && message.seq <= this.#droppedUpTo) return;
    if (this.#filters.size > 0 && this.#filters.get(message.name)?.(message) === false) return;
    this.#push(message.socketText);
  }

  /**
   * Keeps messages back while `work` runs and until `finish` has sent its answer. `finish` may reduce what was kept to what
   * still is to be sent.
   */
  async holdBack<Result>(
    matches: Hold["matches"],
    work: () => Promise<Result>,
    finish: (result: Result, kept: readonly Message[]) => readonly Message[] | void,
  ): Promise<void> {
    const hold: Hold = { matches, messages: [] };
    this.#holds.push(hold);
    let kept: readonly Message[] = hold.messages;
    try {
      const result = await work();
      kept = finish(result, hold.messages) ?? kept;
    } finally {
      this.#holds.splice(this.#holds.indexOf(hold), 1);
      for (const message of kept) this.send(message);
    }
  }

  /** For callers that send much at once: a promise to wait for before sending more, or null. It also ends with the connection. */
  roomForMore(): Promise<void> | null {
    if (this.#hasEnded || !this.#isHalfFull) return null;
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  /** Ends a filter unless another took its place. */
  endFilter(subscription: string, passes: (message: Message) => boolean): void {
    if (this.#filters.get(subscription) === passes) this.#filters.delete(subscription);
  }

  /** The same for other clients, which wait for a client that does not read for `limitMs` once, until it reads again. */
  roomForOthers(limitMs: number): Promise<void> | null {
    const room = this.#isStalled ? null : this.roomForMore();
    if (room === null) return null;
    const timer = setTimeout(() => {
      this.#giveRoom();
      this.#isStalled = true;
    }, limitMs);
    return room.finally(() => clearTimeout(timer));
  }

  /** Drops events up to that number, whenever they come. */
  dropUpTo(seq: number): void {
    this.#droppedUpTo = seq;
  }

  /** From now on only messages of the subscription that pass are sent. Null ends that. */
  filter(subscription: string, passes: ((message: Message) => boolean) | null): void {
    if (passes === null) this.#filters.delete(subscription);
    else this.#filters.set(subscription, passes);
  }

  /** Sends a message of the protocol itself, behind all that is queued. */
  answer(message: ServerMessage): void {
    if (!this.#hasEnded) this.#push(JSON.stringify(message));
  }

  authLost(): void {
    this.#options.onAuthLost();
  }

  authChanged(): void {
    this.#options.onAuthChanged();
  }

  close(reason: CloseReason): void {
    const [code, text] = CLOSE_FRAMES[reason];
    this.end(code, text);
  }

  end(code: number, reason: string): void {
    if (this.#hasEnded) return;
    if (code !== CloseCode.slow) {
      this.answer({ type: "closing", reason });
      this.flush();
    }
    this.#hasEnded = true;
    this.#empty();
    const socket = this.#socket;
    this.#socket = null;
    // Who does not read would not read the reason either.
    if (code === CloseCode.slow) socket?.terminate();
    else socket?.close(code, reason);
  }

  /** The client went. */
  abandon(): void {
    this.#hasEnded = true;
    this.#empty();
    this.#socket = null;
  }

  /** The client reads again. */
  drained(): void {
    if (this.#queue.length > 0) this.#askForTurn();
  }

  flush(): void {
    this.#isWaitingForTurn = false;
    const socket = this.#socket;
    if (socket === null || this.#queue.length === 0 || socket.getBufferedAmount() > LIMITS.socketBytes) return;
    try {
      if (this.#queue.length === 1) this.#sendSome(socket);
      else socket.cork(() => this.#sendSome(socket));
      // Otherwise the socket calls back when it has drained.
      if (this.#queue.length > 0 && socket.getBufferedAmount() <= LIMITS.socketBytes) this.#askForTurn();
    } catch {
      // The connection has just ended; its close event follows.
      this.abandon();
    }
  }

  /** As much as the socket takes; the rest waits here until the client has read that. */
  #sendSome(socket: ServerSocket): void {
    let sent = 0;
    for (const text of this.#queue) {
      if (sent > 0 && socket.getBufferedAmount() > LIMITS.socketBytes) break;
      socket.sendText(text);
      this.#queuedBytes -= text.length;
      sent += 1;
    }
    if (sent === this.#queue.length) return this.#empty();
    this.#queue = this.#queue.slice(sent);
    this.#limit.isTooMuch(this.#queue.length, this.#queuedBytes);
    if (!this.#isHalfFull) this.#giveRoom();
  }

  #empty(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#limit.reset();
    this.#giveRoom();
  }

  get #isHalfFull(): boolean {
    return this.#queue.length > LIMITS.queuedMessages / 2 || this.#queuedBytes > LIMITS.queuedBytes / 2;
  }

  #giveRoom(): void {
    this.#isStalled = false;
    this.#room?.resolve();
    this.#room = null;
  }

  #isHeld(message: Message): boolean {
    const hold = this.#holds.find(({ matches }) => matches(message));
    if (hold === undefined) return false;
    hold.messages.push(message);
    if (hold.messages.length > LIMITS.queuedMessages) this.#dropSlow();
    return true;
  }

  #push(text: string): void {
    this.#queue.push(text);
    this.#queuedBytes += text.length;
    if (this.#limit.isTooMuch(this.#queue.length, this.#queuedBytes)) this.#dropSlow();
    else this.#askForTurn();
  }

  #dropSlow(): void {
    this.#options.onSlow();
    this.close("slow");
  }

  #askForTurn(): void {
    if (this.#isWaitingForTurn || this.#socket === null) return;
    this.#isWaitingForTurn = true;
    this.#options.turns.addOutput(this);
  }
}
