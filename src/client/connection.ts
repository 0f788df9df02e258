import { MAX_MESSAGE_BYTES } from "../lib/realtime-limits.ts";
import type { ClientMessage, ServerMessage } from "../lib/realtime-protocol.ts";
import { Pace } from "./pace.ts";

/** A request without its `id`, which is added when it is sent. */
export type Request = ClientMessage extends infer Message
  ? Message extends { id: number }
    ? Omit<Message, "id">
    : never
  : never;

export type Answer = Extract<ServerMessage, { id: number | null }>;

/** The server rejected a request, or the connection was lost before it answered (status 0). */
export class RealtimeError extends Error {
  override readonly name = "RealtimeError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type Status = "connecting" | "connected" | "disconnected";

export interface ConnectionOptions {
  readonly url: string;
  readonly WebSocket: typeof WebSocket;
  /** Called after each connect, before the waiting requests are sent. */
  readonly onConnect: (message: Extract<ServerMessage, { type: "connected" }>) => Promise<void>;
  /** Called with every message that is not an answer to a request. */
  readonly onMessage: (message: ServerMessage) => void;
  readonly onStatus: (status: Status) => void;
}

interface Pending {
  readonly request: Request;
  /** Whether the request is sent again after a reconnect. */
  readonly isRepeated: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: RealtimeError) => void;
}

const PING_MS = 25_000;
const PONG_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 200;
const MAX_RETRY_MS = 15_000;

/** Sends requests over a WebSocket that reconnects by itself. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #pending = new Map<number, Pending>();
  /** The timer of requests that wait because of the server's rate limit. */
  #waiting: number[] = [];
  #waitTimer: ReturnType<typeof setTimeout> | undefined;
  #pace = new Pace(performance.now());
  #socket: WebSocket | null = null;
  #isReady = false;
  #isClosed = true;
  #lastId = 0;
  #attempts = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Connects, unless it is connected or connecting. */
  open(): void {
    if (!this.#isClosed) return;
    this.#isClosed = false;
    this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    this.#lose();
    socket?.close(1000);
    for (const [id, { reject }] of this.#pending) {
      this.#pending.delete(id);
      reject(new RealtimeError(0, "The connection was closed."));
    }
    this.#options.onStatus("disconnected");
  }

  /** Sends when connected. If the connection is lost, an `isRepeated` request is sent again; any other fails. */
  request(request: Request, { isRepeated = false, isUrgent = false } = {}): Promise<Answer> {
    this.#lastId += 1;
    const id = this.#lastId;
    // The server closes the connection when a message is much too large.
    if (byteLength({ ...request, id }) > MAX_MESSAGE_BYTES) {
      return Promise.reject(new RealtimeError(400, `The message is longer than ${MAX_MESSAGE_BYTES} bytes.`));
    }
    this.open();
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { request, isRepeated, resolve, reject });
      if (isUrgent) this.#send({ ...request, id } as ClientMessage);
      else if (this.#isReady) this.#sendInTime([id]);
    });
  }

  #connect(): void {
    this.#options.onStatus("connecting");
    const socket = new this.#options.WebSocket(this.#options.url);
    this.#socket = socket;
    this.#pace = new Pace(performance.now());
    socket.addEventListener("message", ({ data }) => {
      if (this.#socket === socket && typeof data === "string") this.#receive(JSON.parse(data) as ServerMessage);
    });
    socket.addEventListener("close", () => {
      if (this.#socket === socket) this.#reconnect();
    });
    // The close event that follows says what went wrong.
    socket.addEventListener("error", () => undefined);
  }

  #receive(message: ServerMessage): void {
    this.#schedulePing();
    if (message.type === "connected") {
      void this.#ready(message);
    } else if ("id" in message && message.id !== null && message.type !== "pong") {
      this.#settle(message.id, message as Answer);
    } else {
      this.#options.onMessage(message);
    }
  }

  async #ready(message: Extract<ServerMessage, { type: "connected" }>): Promise<void> {
    const socket = this.#socket;
    try {
      await this.#options.onConnect(message);
    } catch {
      // The connection broke, or the server could not resume: connect again from the start.
      if (this.#socket === socket) socket?.close(4000);
      return;
    }
    if (this.#socket !== socket) return;
    this.#attempts = 0;
    this.#isReady = true;
    this.#options.onStatus("connected");
    this.#sendInTime(this.#pending.keys());
  }

  #settle(id: number, answer: Answer): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    if (answer.type === "error") pending.reject(new RealtimeError(answer.status, answer.message));
    else pending.resolve(answer);
  }

  /** Sends the pending requests with these ids, some of them later to stay within the server's rate limit. */
  #sendInTime(ids: Iterable<number>): void {
    this.#waiting.push(...ids);
    clearTimeout(this.#waitTimer);
    let sent = 0;
    for (const id of this.#waiting) {
      const request = this.#pending.get(id)?.request;
      const message = { ...request, id } as ClientMessage;
      const waitMs = request === undefined ? 0 : this.#pace.waitMs(performance.now(), byteLength(message));
      if (waitMs > 0) {
        this.#waitTimer = setTimeout(() => this.#sendInTime([]), waitMs);
        break;
      }
      if (request !== undefined) this.#send(message);
      sent += 1;
    }
    this.#waiting.splice(0, sent);
  }

  #send(message: ClientMessage): void {
    this.#pace.spend(performance.now(), byteLength(message));
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  #lose(): void {
    clearTimeout(this.#pingTimer);
    clearTimeout(this.#waitTimer);
    this.#waiting = [];
    this.#socket = null;
    this.#isReady = false;
    for (const [id, { isRepeated, reject }] of this.#pending) {
      if (isRepeated) continue;
      this.#pending.delete(id);
      reject(new RealtimeError(0, "The connection was lost."));
    }
  }

  /** Waits longer after each failure, with a random part so that clients do not all reconnect at once. */
  #reconnect(): void {
    this.#lose();
    if (this.#isClosed) return;
    this.#options.onStatus("disconnected");
    const longest = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#retryTimer = setTimeout(() => this.#connect(), longest * (0.5 + Math.random() / 2));
  }

  /** Pings a connection that has been silent for long, to find out whether it is still open. */
  #schedulePing(): void {
    clearTimeout(this.#pingTimer);
    this.#pingTimer = setTimeout(() => {
      const socket = this.#socket;
      this.#lastId += 1;
      this.#send({ type: "ping", id: this.#lastId });
      this.#pingTimer = setTimeout(() => {
        socket?.close(4000);
        if (this.#socket === socket) this.#reconnect();
      }, PONG_TIMEOUT_MS);
    }, PING_MS);
  }
}

function byteLength(message: object): number {
  return new TextEncoder().encode(JSON.stringify(message)).byteLength;
}
