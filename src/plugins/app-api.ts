import type { SqlValue } from "../database/engine.ts";
import type { Logger } from "../lib/log.ts";
import type { MailMessage } from "../lib/mail/message.ts";
import type { Collection } from "../model/collections/collection.ts";
import type { Settings } from "../model/settings/settings.ts";
import type { CollectionName, CreateOf, ExpandOf, RecordOf, UpdateOf } from "./collection-types.ts";

/**
 * The API for plugins, migrations and programs that embed Baobox. It runs as server code: access rules are not checked. The `app` of
 * a hook's event and the `tx` of a transaction read and write within that transaction.
 */
export interface AppApi {
  readonly records: RecordsApi;
  readonly collections: CollectionsApi;
  readonly settings: SettingsApi;
  /** Runs SQL with parameters: sql`SELECT * FROM posts WHERE id = ${id}`, or a string with `?` and an array of values. */
  readonly sql: Sql;
  readonly log: Logger;
  readonly mail: MailApi;
  readonly files: FilesApi;
  readonly realtime: RealtimeApi;
  readonly auth: AuthApi;
  /** Whether the server runs with `--dev`. */
  readonly isDevelopment: boolean;
  /**
   * Runs `work` in one transaction, which is committed when `work` resolves and rolled back when it rejects. Write through `tx` only:
   * a write through another app waits until the transaction ends. A nested transaction becomes part of the outer one. A transaction that takes
   * longer than `timeoutMs` (default: 30 s) is rolled back with an error.
   */
  transaction<T>(work: (tx: AppApi) => Promise<T>, options?: { readonly timeoutMs?: number }): Promise<T>;
}

/** Values for the `{:name}` placeholders of a filter. They are quoted, so they cannot change what the filter means. */
export type FilterParams = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

export interface FilterOptions {
  /** Uses the same language as rules: `status = {:status} && author.verified = true`. */
  readonly filter?: string;
  readonly params?: FilterParams;
}

export interface ReadOptions {
  /** Relations to load with the record, as in the REST API: `author,comments_via_post.author`. */
  readonly expand?: string;
  /** The fields to return, as in the REST API: `id,title,author`. Default: all. */
  readonly fields?: string;
}

export interface FirstOptions extends FilterOptions, ReadOptions {
  /** The order, as in the REST API: `-created,title`. */
  readonly sort?: string;
}

export interface ListOptions extends FirstOptions {
  /** Counted from 1. Default: 1. */
  readonly page?: number;
  /** Default: 30. Maximum: 10,000; use `each` to read more. */
  readonly perPage?: number;
  /** Skips the count: `totalItems` and `totalPages` are -1. Default: false. */
  readonly skipTotal?: boolean;
}

export interface ListResult<Item> {
  readonly page: number;
  readonly perPage: number;
  readonly totalItems: number;
  readonly totalPages: number;
  readonly items: Item[];
}

/** A record with the related records that `expand` loaded. */
export type Expanded<Collection extends string> = RecordOf<Collection> & { expand?: Partial<ExpandOf<Collection>> };

/**
 * Reads and writes records as plain objects. `collection` is an id or a name. Writes are validated and run all hooks except the
 * request hooks. Invalid values throw a `ValidationError` with one error per field; an unknown collection or record or an invalid
 * filter throws an `ApiError`.
 */
export interface RecordsApi {
  find<C extends CollectionName>(collection: C, id: string, options?: ReadOptions): Promise<Expanded<C> | null>;
  /** Like `find`, but throws a 404 `ApiError` if the record does not exist. */
  get<C extends CollectionName>(collection: C, id: string, options?: ReadOptions): Promise<Expanded<C>>;
  /** Returns the first matching record, or null. */
  first<C extends CollectionName>(collection: C, options?: FirstOptions): Promise<Expanded<C> | null>;
  list<C extends CollectionName>(collection: C, options?: ListOptions): Promise<ListResult<Expanded<C>>>;
  /** Yields all matching records in the order of their ids, reading page by page: `for await (const post of app.records.each("posts"))`. */
  each<C extends CollectionName>(collection: C, options?: FilterOptions & ReadOptions): AsyncIterable<Expanded<C>>;
  count(collection: CollectionName, options?: FilterOptions): Promise<number>;
  create<C extends CollectionName>(collection: C, data: CreateOf<C>): Promise<RecordOf<C>>;
  update<C extends CollectionName>(collection: C, id: string, data: UpdateOf<C>): Promise<RecordOf<C>>;
  /**
   * Deletes the record, its files, and the records that refer to it by a relation with cascade delete. Throws a 404 `ApiError` if the
   * record does not exist.
   */
  delete(collection: CollectionName, id: string): Promise<void>;
}

/** Reads and changes collections. They have the same JSON form as in the REST API. */
export interface CollectionsApi {
  /** Finds a collection by id or name. */
  find(nameOrId: string): Collection | null;
  /** Like `find`, but throws a 404 `ApiError` if the collection does not exist. */
  get(nameOrId: string): Collection;
  list(): readonly Collection[];
  create(data: Readonly<Record<string, unknown>>): Promise<Collection>;
  /** Changes only the options in `data`; `fields` and `indexes` are replaced as a whole. */
  update(nameOrId: string, data: Readonly<Record<string, unknown>>): Promise<Collection>;
  delete(nameOrId: string): Promise<void>;
  /** Deletes all records of the collection and runs their delete hooks. */
  truncate(nameOrId: string): Promise<void>;
  /**
   * Creates and updates collections, all or none. With `deleteMissing`, collections and fields that `collections` does not contain are
   * deleted with their data.
   */
  import(
    collections: readonly Readonly<Record<string, unknown>>[],
    options?: { readonly deleteMissing?: boolean },
  ): Promise<void>;
}

export interface SettingsApi {
  get(): Settings;
  /** Merges objects and replaces lists. Throws a `ValidationError` if a value is invalid. */
  update(changes: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface Sql {
  <Row extends object = Record<string, SqlValue>>(
    text: TemplateStringsArray,
    ...parameters: readonly SqlValue[]
  ): Promise<Row[]>;
  <Row extends object = Record<string, SqlValue>>(text: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
}

/** An email address, alone or with a name. */
export type Recipient = string | { readonly name: string; readonly address: string };

export interface Mail extends Partial<Pick<MailMessage, "subject" | "html" | "text" | "headers" | "attachments">> {
  readonly to: Recipient | readonly Recipient[];
  /** Default: the sender in the settings. */
  readonly from?: Recipient;
  readonly cc?: readonly Recipient[];
  readonly bcc?: readonly Recipient[];
}

export interface MailApi {
  /** Sends the mail with the mail server in the settings. Resolves when the server accepts it and rejects when it does not. */
  send(mail: Mail): Promise<void>;
}

/** Identifies a file of a record. */
export interface FileRef {
  readonly collection: CollectionName;
  readonly id: string;
  /** The file name as the record's field stores it. */
  readonly name: string;
}

export interface FilesApi {
  /** Returns the content of a record's file, or null if it does not exist. To store a file, set it with `records`. */
  read(file: FileRef): Promise<Blob | null>;
  /** Returns the file's URL, which starts with the application URL in the settings. */
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
  /** The record that the client is signed in as, or null for a guest. */
  readonly auth: { readonly id: string; readonly collectionId: string; readonly collectionName: string } | null;
  /** The topics with their options, as the client sent them. */
  readonly subscriptions: readonly string[];
}

/** The rules for joining channels and broadcasting on them; docs/channels.md explains them. */
export interface ChannelRule {
  readonly channel: string;
  readonly join: string | null;
  readonly broadcast: string | null;
}

export interface RealtimeApi {
  /** Returns all connected clients. */
  clients(): Promise<readonly RealtimeClientInfo[]>;
  /** Sends `data` as JSON to all clients that subscribe to the topic, a name of your choice such as `news`. */
  send(topic: string, data: unknown): void;
  /** Sends `data` to one client. Resolves to false if the client is not connected or does not subscribe to the topic. */
  sendTo(clientId: string, topic: string, data: unknown): Promise<boolean>;
  /** Broadcasts to all members of the channel, with the server as `from`. */
  broadcast(channel: string, event: string, data: unknown): void;
  channelRules(): Promise<readonly ChannelRule[]>;
  /** Replaces all rules. Throws a 400 `ApiError` if a rule is invalid. */
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
  /** Creates an auth token for the record, like the one that a sign-in returns. */
  createToken(collection: CollectionName, id: string): Promise<string>;
  /** Returns the record that the token belongs to, or null if the token is invalid or has expired. */
  verifyToken(token: string): Promise<AuthRecord | null>;
  verifyPassword(collection: CollectionName, id: string, password: string): Promise<boolean>;
}
