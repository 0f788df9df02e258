// The types of the client in one file, served at `/api/client.d.ts` and part of the client's package. A test compares them with
// the source.

export interface AuthInfo {
  id: string;
  collectionId: string;
  collectionName: string;
}

/** A member of a channel. */
export interface Member {
  /** The id of the member's connection. */
  id: string;
  /** The record that the member is signed in as, or null for a guest. */
  auth: AuthInfo | null;
  state: unknown;
}

/** The server rejected a request, or the connection was lost before it answered (status 0). */
export declare class RealtimeError extends Error {
  override readonly name: "RealtimeError";
  readonly status: number;
  constructor(status: number, message: string);
}

export interface ClientOptions {
  /** The auth token that each connect signs in with; a function is called before each connect. Default: none. */
  readonly token?: string | (() => string | Promise<string>);
  readonly onStatus?: (status: "connecting" | "connected" | "disconnected") => void;
  /** Called when the server signs the client out, or rejects its token after a reconnect. */
  readonly onSignedOut?: (reason: string) => void;
  /** The WebSocket class, for environments without a global one. Default: `globalThis.WebSocket`. */
  readonly WebSocket?: typeof WebSocket;
}

export interface RecordEvent<Item> {
  readonly action: "create" | "update" | "delete";
  readonly record: Item;
}

/** Options of a subscription, with the same meaning as in a query of the REST API. */
export interface TopicOptions {
  readonly filter?: string;
  readonly expand?: string;
  readonly fields?: string;
  /** The order of the snapshot's records. */
  readonly sort?: string;
  /** Rules read them as `@request.headers.*`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Other parameters, which rules read as `@request.query.*`. */
  readonly query?: Readonly<Record<string, string>>;
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

export interface ChannelOptions {
  /** The presence state that the other members see. */
  readonly state?: unknown;
  readonly onBroadcast?: (event: string, data: unknown, from: Member) => void;
  /** Called when a member joins, leaves or changes its state; `channel.members` is already up to date. */
  readonly onPresence?: (kind: "join" | "leave" | "state", member: Member) => void;
  /** Called with all members, after joining and after each reconnect. */
  readonly onMembers?: (members: readonly Member[]) => void;
  /** Called when the server removes the client because it may no longer be on the channel. */
  readonly onRemoved?: () => void;
}

/** A channel that the client has joined. */
export interface Channel {
  readonly name: string;
  readonly isJoined: boolean;
  readonly state: unknown;
  /** All members, including this client. */
  readonly members: readonly Member[];
  /** Changes the presence state that the other members see. */
  setState(state: unknown): Promise<void>;
  /** Sends to all other members; with `self`, to this client too. */
  broadcast(event: string, data: unknown, options?: { self?: boolean }): Promise<unknown>;
  leave(): Promise<void>;
}

/** Record changes, channels and presence over Baobox's WebSocket. The client connects when it is first used and reconnects by itself. */
export declare class BaoboxClient {
  constructor(url: string, options?: ClientOptions);
  /** The id of the current connection, which other members of a channel see; empty before the first connect. */
  get clientId(): string;
  get isConnected(): boolean;
  /** Signs in, now and after each reconnect; an empty token signs out. Resolves to the signed-in record, or null for a guest. */
  auth(token: string): Promise<AuthInfo | null>;
  /**
   * Subscribes to a topic such as `posts/*` or `posts/RECORD_ID`. Resolves to a function that unsubscribes. You can
   * subscribe to the same topic several times: each subscription gets its own snapshot and events.
   */
  subscribe<Item = Record<string, unknown>>(
    topic: string,
    options: SubscribeOptions<Item>,
  ): Promise<() => Promise<void>>;
  /** Joins a channel. */
  join(name: string, options?: ChannelOptions): Promise<Channel>;
  /** Closes the connection and ends all subscriptions and channels. */
  close(): void;
}
