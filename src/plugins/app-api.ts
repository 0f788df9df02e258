import type { SqlValue } from "../database/engine.ts";
import type { Logger } from "../lib/log.ts";
import type { MailMessage } from "../lib/mail/message.ts";
import type { Collection } from "../model/collections/collection.ts";
import type { Settings } from "../model/settings/settings.ts";
import type { CollectionName, CreateOf, ExpandOf, RecordOf, UpdateOf } from "./collection-types.ts";

/**
 * What plugins, migrations and programs that embed Baobox work with. Nothing here asks access rules: it is code of the server.
 * Within a transaction and in the events of hooks it is bound to the transaction.
 */
export interface AppApi {
  readonly records: RecordsApi;
  readonly collections: CollectionsApi;
  readonly settings: SettingsApi;
  /** Raw SQL with parameters: sql`SELECT * FROM posts WHERE id = ${id}`, or a text with `?` and a list of values. */
  readonly sql: Sql;
  readonly log: Logger;
  readonly mail: MailApi;
  readonly files: FilesApi;
  readonly realtime: RealtimeApi;
  readonly auth: AuthApi;
  /** Whether the server runs with `--dev`. */
  readonly isDevelopment: boolean;
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. Inside, only `tx` may write: a write
   * through another app waits for the transaction's end. A transaction within a transaction is a part of the outer one.
   */
  transaction<T>(work: (tx: AppApi) => Promise<T>, options?: { readonly timeoutMs?: number }): Promise<T>;
}

/** Values for the `{:name}` placeholders of a filter. They are quoted, so that they can't become a part of the filter. */
export type FilterParams = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

export interface FilterOptions {
  /** In the language of rules and filters: `status = {:status} && author.verified = true`. */
  readonly filter?: string;
  readonly params?: FilterParams;
}

export interface ReadOptions {
  /** Relations to load with the record, as in the API: `author,comments_via_post.author`. */
  readonly expand?: string;
  /** What of the record is wanted, as in the API; all where absent. */
  readonly fields?: string;
}

export interface FirstOptions extends FilterOptions, ReadOptions {
  /** As in the API: `-created,title`. */
  readonly sort?: string;
}

export interface ListOptions extends FirstOptions {
  /** From 1 on. */
  readonly page?: number;
  /** 30 where absent, 10,000 at most; `each` goes through more. */
  readonly perPage?: number;
  /** Leaves out the count: `totalItems` and `totalPages` are -1. */
  readonly skipTotal?: boolean;
}

export interface ListResult<Item> {
  readonly page: number;
  readonly perPage: number;
  readonly totalItems: number;
  readonly totalPages: number;
  readonly items: Item[];
}

/** A record with what `expand` loaded. */
export type Expanded<Collection extends string> = RecordOf<Collection> & { expand?: Partial<ExpandOf<Collection>> };

/**
 * Records by the id or name of their collection, as plain objects. Writes are validated and run all hooks but those of requests;
 * they throw a `ValidationError` with the errors by field. Collections, records and filters that can't be are an `ApiError`.
 */
export interface RecordsApi {
  find<C extends CollectionName>(collection: C, id: string, options?: ReadOptions): Promise<Expanded<C> | null>;
  /** As `find`, but throws a 404 `ApiError` where there is none. */
  get<C extends CollectionName>(collection: C, id: string, options?: ReadOptions): Promise<Expanded<C>>;
  /** The first that matches, or null. */
  first<C extends CollectionName>(collection: C, options?: FirstOptions): Promise<Expanded<C> | null>;
  list<C extends CollectionName>(collection: C, options?: ListOptions): Promise<ListResult<Expanded<C>>>;
  /** All that match in the order of their ids, read in pages: `for await (const post of app.records.each("posts"))`. */
  each<C extends CollectionName>(collection: C, options?: FilterOptions & ReadOptions): AsyncIterable<Expanded<C>>;
  count(collection: CollectionName, options?: FilterOptions): Promise<number>;
  create<C extends CollectionName>(collection: C, data: CreateOf<C>): Promise<RecordOf<C>>;
  update<C extends CollectionName>(collection: C, id: string, data: UpdateOf<C>): Promise<RecordOf<C>>;
  /** With all that belongs to it, and what relates to it where the relation cascades. Throws a 404 `ApiError` where there is none. */
  delete(collection: CollectionName, id: string): Promise<void>;
}

/** The JSON form of collections, as in the API. */
export interface CollectionsApi {
  /** By id or name. */
  find(nameOrId: string): Collection | null;
  /** As `find`, but throws a 404 `ApiError` where there is none. */
  get(nameOrId: string): Collection;
  list(): readonly Collection[];
  create(data: Readonly<Record<string, unknown>>): Promise<Collection>;
  /** What `data` leaves out stays; `fields` and `indexes` are replaced whole. */
  update(nameOrId: string, data: Readonly<Record<string, unknown>>): Promise<Collection>;
  delete(nameOrId: string): Promise<void>;
  /** Deletes all records of the collection, with their hooks. */
  truncate(nameOrId: string): Promise<void>;
  /** Creates and updates collections, all or none. `deleteMissing` deletes all others, and fields that are not named, with their data. */
  import(
    collections: readonly Readonly<Record<string, unknown>>[],
    options?: { readonly deleteMissing?: boolean },
  ): Promise<void>;
}

export interface SettingsApi {
  get(): Settings;
  /** Objects merge, lists are replaced. Throws a `ValidationError`. */
  update(changes: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface Sql {
  <Row extends object = Record<string, SqlValue>>(
    text: TemplateStringsArray,
    ...parameters: readonly SqlValue[]
  ): Promise<Row[]>;
  <Row extends object = Record<string, SqlValue>>(text: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
}

/** A mail address, or one with a name. */
export type Recipient = string | { readonly name: string; readonly address: string };

export interface Mail extends Partial<Pick<MailMessage, "subject" | "html" | "text" | "headers" | "attachments">> {
  readonly to: Recipient | readonly Recipient[];
  /** The sender of the settings where absent. */
  readonly from?: Recipient;
  readonly cc?: readonly Recipient[];
  readonly bcc?: readonly Recipient[];
}

export interface MailApi {
  /** Resolves once the mail server of the settings took it; rejects where it did not. */
  send(mail: Mail): Promise<void>;
}

/** Names a file of a record. */
export interface FileRef {
  readonly collection: CollectionName;
  readonly id: string;
  /** As in the record's field. */
  readonly name: string;
}

export interface FilesApi {
  /** The content of a record's file, or null where there is none. New files are set through `records`. */
  read(file: FileRef): Promise<Blob | null>;
  /** Its address on this server, with the address of the settings in front. */
  url(file: FileRef, options?: FileUrlOptions): string;
}

export interface FileUrlOptions {
  readonly thumb?: string;
  readonly token?: string;
  readonly download?: boolean;
}

export interface RealtimeClientInfo {
  readonly id: string;
  readonly transport: "sse" | "websocket";
  /** Who it is signed in as. */
  readonly auth: { readonly id: string; readonly collectionId: string; readonly collectionName: string } | null;
  /** Topics with their options, as the client asked for them. */
  readonly subscriptions: readonly string[];
}

/** Who may join and write to the channels whose name matches; the README's section on channels has the details. */
export interface ChannelRule {
  readonly channel: string;
  readonly join: string | null;
  readonly broadcast: string | null;
}

export interface RealtimeApi {
  /** All connected clients. */
  clients(): Promise<readonly RealtimeClientInfo[]>;
  /** Sends `data` as JSON to all clients that subscribed to the topic, a name of one's own such as `news`. */
  send(topic: string, data: unknown): void;
  /** Resolves to whether there is such a client with that topic among its subscriptions. */
  sendTo(clientId: string, topic: string, data: unknown): Promise<boolean>;
  /** A broadcast to all that joined the channel; its `from` is the server. */
  broadcast(channel: string, event: string, data: unknown): void;
  channelRules(): Promise<readonly ChannelRule[]>;
  /** Replaces all rules. Throws a 400 `ApiError` for rules that can't be. */
  setChannelRules(rules: readonly ChannelRule[]): Promise<void>;
}

/** A record of any auth collection. */
export interface AuthRecord {
  id: string;
  collectionId: string;
  collectionName: string;
  email: string;
  verified: boolean;
  [field: string]: unknown;
}

export interface AuthApi {
  /** A token that signs the record in, as after a sign-in. */
  createToken(collection: CollectionName, id: string): Promise<string>;
  /** Who a token signs in, or null where it is not valid (any more). */
  verifyToken(token: string): Promise<AuthRecord | null>;
  verifyPassword(collection: CollectionName, id: string, password: string): Promise<boolean>;
}
