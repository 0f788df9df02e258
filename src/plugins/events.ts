import type { OAuth2User } from "../lib/oauth2/fetch-user.ts";
import type { Mailer, MailMessage } from "../lib/mail/message.ts";
import type { Collection } from "../model/collections/collection.ts";
import type { FileField } from "../model/fields/file.ts";
import type { Settings } from "../model/settings/settings.ts";
import type { AppApi, AuthRecord, RealtimeClientInfo } from "./app-api.ts";
import type { LooseRecord, RecordOf } from "./collection-types.ts";

/** The event that every handler gets. The handlers after it see what it changes in the event. */
export interface HookEvent {
  /**
   * Reads and writes within the open transaction, if there is one: use it instead of the plugin's `app`. To run the operation in a
   * transaction of your own, set `app` to that transaction's `tx` and call `next()` inside it.
   */
  app: AppApi;
  /**
   * Runs the remaining handlers and then the operation itself. A handler that does not call it stops the operation without an error; a
   * handler that throws stops it with that error.
   */
  next(): Promise<void>;
}

/** A request, whether it came by HTTP, in a batch or over a WebSocket. */
export interface EventRequest {
  readonly method: string;
  /** The purpose of the request: "default", "batch", "realtime", "expand", "oauth2", "otp", "password", "protectedFile". */
  readonly context: string;
  /** The first value of each query parameter. */
  readonly query: Readonly<Record<string, string>>;
  /** The names are in lower case, with `_` instead of `-`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** The signed-in record, or null for a guest. */
  readonly auth: AuthRecord | null;
}

export interface RequestEvent extends HookEvent {
  readonly request: EventRequest;
  /** The signed-in record, or null for a guest. */
  readonly auth: AuthRecord | null;
}

export interface RecordHookEvent<C extends string> extends HookEvent {
  /** Values that a handler sets are saved. Setting a name that is not a field of the collection throws an error. */
  record: RecordOf<C>;
  /** The record as it was stored before this change; null for a new record. */
  readonly original: Readonly<RecordOf<C>> | null;
  readonly collection: Collection;
}

export interface RecordErrorHookEvent<C extends string> extends RecordHookEvent<C> {
  error: unknown;
}

/** `record` has the values that the operation will write. */
export interface RecordRequestHookEvent<C extends string> extends RequestEvent {
  record: RecordOf<C>;
  readonly original: Readonly<RecordOf<C>> | null;
  readonly collection: Collection;
}

export interface RecordsListRequestHookEvent<C extends string> extends RequestEvent {
  readonly collection: Collection;
  records: RecordOf<C>[];
  result: { page: number; perPage: number; totalItems: number; totalPages: number };
}

/** A record before it is shown to a client. */
export interface RecordEnrichHookEvent<C extends string> extends RequestEvent {
  readonly record: RecordOf<C>;
  readonly collection: Collection;
  /** Removes keys from the record in this response. */
  hide(...keys: readonly string[]): void;
  /** Includes hidden fields in this response. */
  show(...keys: readonly string[]): void;
  /** Adds your own keys to the record in this response. */
  extend(values: Readonly<Record<string, unknown>>): void;
}

export interface RecordAuthRequestHookEvent<C extends string> extends RecordRequestHookEvent<C> {
  token: string;
  meta: unknown;
  readonly authMethod: string;
}

export interface RecordAuthWithPasswordRequestHookEvent<C extends string> extends RequestEvent {
  readonly collection: Collection;
  /** Null if no record has the identity; a handler may set a record. */
  record: RecordOf<C> | null;
  identity: string;
  identityField: string;
  password: string;
}

export interface RecordRequestOTPRequestHookEvent<C extends string> extends RequestEvent {
  readonly collection: Collection;
  /** Null if no record has the email; a handler may set a record. */
  record: RecordOf<C> | null;
  password: string;
}

export interface RecordAuthWithOTPRequestHookEvent<C extends string> extends RecordRequestHookEvent<C> {
  readonly otp: LooseRecord;
}

export interface RecordAuthWithOAuth2RequestHookEvent<C extends string> extends RequestEvent {
  readonly collection: Collection;
  readonly providerName: string;
  oauth2User: OAuth2User;
  createData: Record<string, unknown>;
  /** The record that signs in; null creates a new account. */
  record: RecordOf<C> | null;
  readonly isNewRecord: boolean;
}

export interface RecordEmailChangeRequestHookEvent<C extends string> extends RecordRequestHookEvent<C> {
  newEmail: string;
}

export interface MailerHookEvent extends HookEvent {
  /** A handler may replace it with its own. */
  mailer: Mailer;
  message: MailMessage;
}

export interface MailerRecordHookEvent<C extends string> extends MailerHookEvent {
  readonly record: RecordOf<C>;
  /** Values for the mail's template: `token`, `newEmail`, `otpId`, `password`, `info`. */
  readonly meta: Readonly<Record<string, string>>;
}

export interface BackupHookEvent extends HookEvent {
  name: string;
  /** Entries of the data directory that the backup or restore leaves out. */
  exclude: string[];
}

/** `collection` is read-only: to change it, a handler assigns a copy, `e.collection = { ...e.collection, listRule: "" }`. */
export interface CollectionHookEvent extends HookEvent {
  collection: Collection;
}

export interface CollectionErrorHookEvent extends CollectionHookEvent {
  error: unknown;
}

export interface CollectionRequestHookEvent extends RequestEvent {
  collection: Collection;
}

export interface CollectionsListRequestHookEvent extends RequestEvent {
  collections: readonly Collection[];
}

export interface CollectionsImportRequestHookEvent extends RequestEvent {
  collections: Record<string, unknown>[];
  deleteMissing: boolean;
}

export interface SettingsListRequestHookEvent extends RequestEvent {
  settings: unknown;
}

export interface SettingsUpdateRequestHookEvent extends RequestEvent {
  readonly oldSettings: Settings;
  newSettings: Settings;
}

export interface FileDownloadRequestHookEvent<C extends string> extends RecordRequestHookEvent<C> {
  readonly field: FileField;
  /** The key of the file to serve in the file storage. */
  key: string;
  /** The file name in the response. */
  name: string;
  /** The reason why the original is sent instead of the requested thumb, or null. */
  readonly thumbError: unknown;
}

export interface FileTokenRequestHookEvent<C extends string> extends RequestEvent {
  readonly record: RecordOf<C>;
  token: string;
}

export interface BatchRequestHookEvent extends RequestEvent {
  batch: unknown[];
}

export interface TerminateHookEvent extends HookEvent {
  readonly isRestart: boolean;
}

export interface RealtimeConnectRequestHookEvent extends RequestEvent {
  readonly client: RealtimeClientInfo;
  /** An event stream without messages for this long is closed. WebSockets use pings instead. */
  idleTimeoutMs: number;
  /** An event stream is closed after this long, however busy it is. Default: `Infinity`. */
  maxTimeoutMs: number;
}

export interface RealtimeSubscribeRequestHookEvent extends RequestEvent {
  readonly client: RealtimeClientInfo;
  /** All topics that the client is subscribed to after the request. */
  subscriptions: string[];
}

/** A message before it is sent to one client. A handler that does not call `next()` drops the message. */
export interface RealtimeMessageSendHookEvent extends HookEvent {
  readonly client: RealtimeClientInfo;
  /** `data` is JSON text. */
  message: { name: string; data: string };
}

/** A WebSocket client asks to join a channel or to broadcast on it. */
export interface RealtimeChannelRequestHookEvent extends HookEvent {
  readonly client: RealtimeClientInfo;
  readonly channel: string;
  readonly action: "join" | "broadcast";
  /** The result of the stored rules. A handler may change it; the value after the last handler decides. */
  allowed: boolean;
}

/** An event of a record, a collection or the settings, by `kind`. The properties of the other kinds are undefined. */
export interface ModelHookEvent extends HookEvent {
  readonly kind: "record" | "collection" | "settings";
  record: LooseRecord | undefined;
  /** The record's collection, or the collection that is written. */
  collection: Collection | undefined;
  settings: Settings | undefined;
}

export interface ModelErrorHookEvent extends ModelHookEvent {
  readonly error: unknown;
}
