// The types of the client in one file, as `/api/client.d.ts` and the package of the client have them. A test compares them with
// the source.

export interface AuthInfo {
  id: string;
  collectionId: string;
  collectionName: string;
}

/** One that is on a channel. */
export interface Member {
  /** Of the connection. */
  id: string;
  /** Who it is signed in as. */
  auth: AuthInfo | null;
  state: unknown;
}

/** The server refused a request, or the connection was lost before it answered (status 0). */
export declare class RealtimeError extends Error {
  override readonly name: "RealtimeError";
  readonly status: number;
  constructor(status: number, message: string);
}

export interface ClientOptions {
  /** Signs in with this token at each connect; a function is asked anew each time. */
  readonly token?: string | (() => string | Promise<string>);
  readonly onStatus?: (status: "connecting" | "connected" | "disconnected") => void;
  /** The server signed the client out, or would not take its token at a reconnect. */
  readonly onSignedOut?: (reason: string) => void;
  /** For environments without a global one. */
  readonly WebSocket?: typeof WebSocket;
}

export interface RecordEvent<Item> {
  readonly action: "create" | "update" | "delete";
  readonly record: Item;
}

/** What a subscription may ask for beside its topic, as in the REST API's query. */
export interface TopicOptions {
  readonly filter?: string;
  readonly expand?: string;
  readonly fields?: string;
  /** Of the snapshot. */
  readonly sort?: string;
  /** Seen by rules as `@request.headers.*`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Other parameters that rules see as `@request.query.*`. */
  readonly query?: Readonly<Record<string, string>>;
}

export interface SubscribeOptions<Item> extends TopicOptions {
  readonly onEvent: (event: RecordEvent<Item>) => void;
  /** Asks for the matching records first; called with them, and again whenever too much was missed to catch up. */
  readonly onSnapshot?: (records: readonly Item[], isComplete: boolean) => void;
  /** At most so many records in the snapshot. */
  readonly snapshotLimit?: number;
  /** Too much was missed while the connection was gone: records that matter have to be loaded again. */
  readonly onReload?: () => void;
}

export interface ChannelOptions {
  /** What the others see of this client. */
  readonly state?: unknown;
  readonly onBroadcast?: (event: string, data: unknown, from: Member) => void;
  /** Someone came, went or changed; `channel.members` is up to date. */
  readonly onPresence?: (kind: "join" | "leave" | "state", member: Member) => void;
  /** All members are known anew, after joining and after a reconnect. */
  readonly onMembers?: (members: readonly Member[]) => void;
  /** The server ended the membership: the client may not be on the channel any more. */
  readonly onRemoved?: () => void;
}

/** A channel that the client is on. */
export interface Channel {
  readonly name: string;
  readonly isJoined: boolean;
  readonly state: unknown;
  /** Who is on the channel, this client among them. */
  readonly members: readonly Member[];
  /** Changes what the others see of this client. */
  setState(state: unknown): Promise<void>;
  /** Sends to all others on the channel; with `self` to this client too. */
  broadcast(event: string, data: unknown, options?: { self?: boolean }): Promise<unknown>;
  leave(): Promise<void>;
}

/** A client of Baobox's WebSocket: record changes, channels, presence. It connects when first used, and again by itself. */
export declare class BaoboxClient {
  constructor(url: string, options?: ClientOptions);
  /** The id of the current connection, by which others see it on channels. */
  get clientId(): string;
  get isConnected(): boolean;
  /** Signs in, now and after each reconnect; out with an empty token. Resolves to who the client is. */
  auth(token: string): Promise<AuthInfo | null>;
  /**
   * Subscribes to a topic such as `posts/*` or `posts/RECORD_ID`. Resolves to the function that ends it. The same topic can be
   * subscribed to any number of times: each has its own snapshot and events.
   */
  subscribe<Item = Record<string, unknown>>(
    topic: string,
    options: SubscribeOptions<Item>,
  ): Promise<() => Promise<void>>;
  /** Enters a channel. */
  join(name: string, options?: ChannelOptions): Promise<Channel>;
  /** Ends the connection, all subscriptions and channels. */
  close(): void;
}
