import type { AuthInfo, ServerMessage } from "../lib/realtime-protocol.ts";
import { Channel } from "./channel.ts";
import type { ChannelOptions } from "./channel.ts";
import { Connection, RealtimeError } from "./connection.ts";
import type { Answer, Status } from "./connection.ts";
import { Cursor } from "./cursor.ts";
import { resumeParts } from "./resume-parts.ts";
import type { ResumePart } from "./resume-parts.ts";
import { topicText } from "./topic.ts";
import type { TopicOptions } from "./topic.ts";

export type { AuthInfo } from "../lib/realtime-protocol.ts";
export { RealtimeError } from "./connection.ts";

export interface ClientOptions {
  /** The auth token that each connect signs in with; a function is called before each connect. Default: none. */
  readonly token?: string | (() => string | Promise<string>);
  readonly onStatus?: (status: Status) => void;
  /** Called when the server signs the client out, or rejects its token after a reconnect. */
  readonly onSignedOut?: (reason: string) => void;
  /** The WebSocket class, for environments without a global one. Default: `globalThis.WebSocket`. */
  readonly WebSocket?: typeof WebSocket;
}

export interface RecordEvent<Item> {
  readonly action: "create" | "update" | "delete";
  readonly record: Item;
}

export interface SubscribeOptions<Item> extends TopicOptions {
  readonly onEvent: (event: RecordEvent<Item>) => void;
  /**
   * Asks for a snapshot of the matching records. Called with it after subscribing, and again after a lost connection when the server no
   * longer has all missed events.
   */
  readonly onSnapshot?: (records: readonly Item[], isComplete: boolean) => void;
  /** The largest number of records in the snapshot. */
  readonly snapshotLimit?: number;
  /** Called after a lost connection when the server no longer has all missed events: load the records again. */
  readonly onReload?: () => void;
}

interface Subscription {
  readonly text: string;
  readonly snapshotLimit: number | undefined;
  readonly wantsSnapshot: boolean;
  readonly onEvent: (event: RecordEvent<never>) => void;
  readonly onSnapshot: ((records: readonly never[], isComplete: boolean) => void) | undefined;
  readonly onReload: (() => void) | undefined;
  isActive: boolean;
}

/** Record changes, channels and presence over Baobox's WebSocket. The client connects when it is first used and reconnects by itself. */
export class BaoboxClient {
  readonly #options: ClientOptions;
  readonly #connection: Connection;
  readonly #cursor = new Cursor();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #channels = new Map<string, Channel>();
  #token: ClientOptions["token"];
  #clientId = "";

  constructor(url: string, options: ClientOptions = {}) {
    this.#options = options;
    this.#token = options.token;
    this.#connection = new Connection({
      url: socketUrl(url),
      WebSocket: options.WebSocket ?? globalSocket(),
      onConnect: (message) => this.#connected(message),
      onMessage: (message) => this.#receive(message),
      onStatus: (status) => options.onStatus?.(status),
    });
  }

  /** The id of the current connection, which other members of a channel see; empty before the first connect. */
  get clientId(): string {
    return this.#clientId;
  }

  get isConnected(): boolean {
    return this.#connection.isReady;
  }

  /** Signs in, now and after each reconnect; an empty token signs out. Resolves to the signed-in record, or null for a guest. */
  async auth(token: string): Promise<AuthInfo | null> {
    const answer = await this.#connection.request({ type: "auth", token });
    this.#token = token;
    return answer.type === "ok" ? (answer.auth ?? null) : null;
  }

  /**
   * Subscribes to a topic such as `posts/*` or `posts/RECORD_ID`. Resolves to a function that unsubscribes. You can
   * subscribe to the same topic several times: each subscription gets its own snapshot and events.
   */
  async subscribe<Item = Record<string, unknown>>(
    topic: string,
    options: SubscribeOptions<Item>,
  ): Promise<() => Promise<void>> {
    let text = topicText(topic, options);
    for (let copy = 2; this.#subscriptions.has(text); copy++) text = topicText(topic, options, copy);
    const { onEvent, onSnapshot, onReload, snapshotLimit } = options;
    const wantsSnapshot = onSnapshot !== undefined;
    const subscription: Subscription = {
      text,
      snapshotLimit,
      wantsSnapshot,
      onEvent,
      onSnapshot,
      onReload,
      isActive: false,
    };
    this.#subscriptions.set(text, subscription);
    try {
      await this.#subscribe(subscription);
    } catch (error) {
      this.#subscriptions.delete(text);
      throw error;
    }
    return async () => {
      if (this.#subscriptions.get(text) !== subscription) return;
      this.#subscriptions.delete(text);
      await this.#connection.request({ type: "unsubscribe", topic: text });
    };
  }

  /** Joins a channel. */
  async join(name: string, options: ChannelOptions = {}): Promise<Channel> {
    if (this.#channels.has(name)) throw new RealtimeError(400, `The channel ${name} is already joined.`);
    const forget = (): void => void (this.#channels.get(name) === channel && this.#channels.delete(name));
    const channel: Channel = new Channel(name, { connection: this.#connection, options, forget });
    this.#channels.set(name, channel);
    try {
      await channel.join();
    } catch (error) {
      forget();
      throw error;
    }
    return channel;
  }

  /** Closes the connection and ends all subscriptions and channels. */
  close(): void {
    this.#subscriptions.clear();
    this.#channels.clear();
    this.#connection.close();
  }

  async #subscribe(subscription: Subscription): Promise<void> {
    const { text, wantsSnapshot, snapshotLimit } = subscription;
    const limit = snapshotLimit === undefined ? {} : { limit: snapshotLimit };
    const request = { type: "subscribe", topic: text, ...(wantsSnapshot ? { snapshot: limit } : {}) } as const;
    const answer = await this.#connection.request(request, { isRepeated: true });
    subscription.isActive = true;
    if (answer.type === "snapshot") subscription.onSnapshot?.(answer.records as never[], answer.isComplete);
  }

  async #connected({ clientId, epoch, seq }: Extract<ServerMessage, { type: "connected" }>): Promise<void> {
    this.#clientId = clientId;
    await this.#signInAgain();
    if (!this.#cursor.isSet) {
      this.#cursor.set(epoch, seq);
      return;
    }
    const active = [...this.#subscriptions.values()].filter(({ isActive }) => isActive);
    const joined = [...this.#channels.values()].filter(({ isJoined }) => isJoined);
    const answer = await this.#resume({
      topics: active.map(({ text }) => text),
      channels: joined.map(({ name, state }) => ({ channel: name, state })),
    });
    if (answer.type !== "resumed") return;
    this.#cursor.set(answer.epoch, answer.seq);
    const membersOf = new Map(answer.channels.map(({ channel, members }) => [channel, members]));
    for (const channel of joined) {
      const members = membersOf.get(channel.name);
      if (members === undefined) channel.removed();
      else channel.joined(members);
    }
    if (!answer.isComplete) this.#reload(active);
  }

  async #resume(wanted: ResumePart): Promise<Answer> {
    const [last, ...others] = resumeParts(wanted);
    const { epoch, seq } = this.#cursor;
    const isUrgent = true;
    const announced = others.map((part) => this.#connection.request({ type: "resumePart", ...part }, { isUrgent }));
    const resumed = this.#connection.request({ type: "resume", epoch, seq, ...last }, { isUrgent });
    const [answer] = await Promise.all([resumed, ...announced]);
    return answer;
  }

  async #signInAgain(): Promise<void> {
    const token = typeof this.#token === "function" ? await this.#token() : this.#token;
    if (token === undefined || token === "") return;
    try {
      await this.#connection.request({ type: "auth", token }, { isUrgent: true });
    } catch (error) {
      if (!(error instanceof RealtimeError) || error.status === 0) throw error;
      this.#options.onSignedOut?.(error.message);
    }
  }

  #reload(subscriptions: readonly Subscription[]): void {
    for (const subscription of subscriptions) {
      // If the connection breaks again, it resumes again. A rejected snapshot does not stop the events.
      if (subscription.wantsSnapshot) this.#subscribe(subscription).catch(() => subscription.onReload?.());
      else subscription.onReload?.();
    }
  }

  #receive(message: ServerMessage): void {
    if (message.type === "event") {
      if (!this.#cursor.advance(message, message.topic)) return;
      this.#subscriptions.get(message.topic)?.onEvent(message.data as RecordEvent<never>);
    } else if (message.type === "broadcast") {
      if (!this.#cursor.advance(message, message.channel)) return;
      this.#channels.get(message.channel)?.receive(message, this.#clientId);
    } else if (message.type === "presence") {
      this.#channels.get(message.channel)?.receive(message, this.#clientId);
    } else if (message.type === "signedOut") {
      this.#options.onSignedOut?.(message.reason);
    } else if (message.type === "pong") {
      this.#cursor.missedNothingUpTo(message.seq);
    }
  }
}

function socketUrl(url: string): string {
  const base = new URL(url);
  base.protocol = base.protocol === "https:" ? "wss:" : base.protocol === "http:" ? "ws:" : base.protocol;
  base.pathname = `${base.pathname.replace(/\/$/, "")}/api/realtime/ws`;
  return base.href;
}

function globalSocket(): typeof WebSocket {
  const { WebSocket: found } = globalThis as { WebSocket?: typeof WebSocket };
  if (found !== undefined) return found;
  throw new Error("There is no global WebSocket: use Node 22 or later, or give a class as the option WebSocket.");
}
