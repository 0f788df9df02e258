import type { OAuth2User } from "../lib/oauth2/fetch-user.ts";
import type { Mailer, MailMessage } from "../lib/mail/message.ts";
import type { Collection } from "../model/collections/collection.ts";
import type { FileField } from "../model/fields/file.ts";
import type { Settings } from "../model/settings/settings.ts";
import type { AppApi, AuthRecord, RealtimeClientInfo } from "./app-api.ts";
import type { LooseRecord, RecordOf } from "./collection-types.ts";

/** What every handler gets. What it changes in the event is what the rest of the chain sees. */
export interface HookEvent {
  /**
   * Bound to the open transaction, if there is one: write through it, not through the plugin's `app`. Setting it to the `tx` of a
   * transaction around `next()` has the operation be a part of that.
   */
  app: AppApi;
  /** Runs the other handlers and then the operation itself. A handler that does not call it stops the operation; one that throws, with an error. */
  next(): Promise<void>;
}

/** What is known of a request, whatever carried it. */
export interface EventRequest {
  readonly method: string;
  /** What it is made for: "default", "batch", "realtime", "expand", "oauth2", "otp", "password", "protectedFile". */
  readonly context: string;
  /** The first value of each parameter. */
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names with `_` for `-`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Who is signed in. */
  readonly auth: AuthRecord | null;
}

export interface RequestEvent extends HookEvent {
  readonly request: EventRequest;
  /** Who is signed in. */
  readonly auth: AuthRecord | null;
}

export interface RecordHookEvent<C extends string> extends HookEvent {
  /** Setting a field has it saved; a name that is no field of the collection is an error. */
  record: RecordOf<C>;
  /** The record as stored before this change; null for a new one. */
  readonly original: Readonly<RecordOf<C>> | null;
  readonly collection: Collection;
}

export interface RecordErrorHookEvent<C extends string> extends RecordHookEvent<C> {
  error: unknown;
}

/** The record of a request before the operation, as it will be written. */
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
  /** Leaves keys out of this answer. */
  hide(...keys: readonly string[]): void;
  /** Shows hidden fields in this answer. */
  show(...keys: readonly string[]): void;
  /** Adds keys of one's own to this answer. */
  extend(values: Readonly<Record<string, unknown>>): void;
}

export interface RecordAuthRequestHookEvent<C extends string> extends RecordRequestHookEvent<C> {
  token: string;
  meta: unknown;
  readonly authMethod: string;
}

export interface RecordAuthWithPasswordRequestHookEvent<C extends string> extends RequestEvent {
  readonly collection: Collection;
  /** Null where no record has the identity; a handler may give one. */
  record: RecordOf<C> | null;
  identity: string;
  identityField: string;
  password: string;
}

export interface RecordRequestOTPRequestHookEvent<C extends string> extends RequestEvent {
  readonly collection: Collection;
  /** Null where no record has the email; a handler may give one. */
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
  /** Who signs in; null makes a new account. */
  record: RecordOf<C> | null;
  readonly isNewRecord: boolean;
}

export interface RecordEmailChangeRequestHookEvent<C extends string> extends RecordRequestHookEvent<C> {
  newEmail: string;
}

export interface MailerHookEvent extends HookEvent {
  /** A handler may bring its own. */
  mailer: Mailer;
  message: MailMessage;
}

export interface MailerRecordHookEvent<C extends string> extends MailerHookEvent {
  readonly record: RecordOf<C>;
  /** What the mail is about: `token`, `newEmail`, `otpId`, `password`, `info`. */
  readonly meta: Readonly<Record<string, string>>;
}

export interface BackupHookEvent extends HookEvent {
  name: string;
  /** Entries of the data directory that are left alone. */
  exclude: string[];
}

/** `collection` is never changed in place: a handler sets another, `{ ...e.collection, listRule: "" }`. */
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
  /** What is served, and under which name. */
  key: string;
  name: string;
  /** Why the original is sent although a thumb was asked for; else null. */
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
  /** A stream that was sent nothing for that long is ended. WebSockets have pings instead. */
  idleTimeoutMs: number;
}

export interface RealtimeSubscribeRequestHookEvent extends RequestEvent {
  readonly client: RealtimeClientInfo;
  /** All topics that the client will have. */
  subscriptions: string[];
}

/** A message on its way to one client; a handler that does not call `next` drops it. */
export interface RealtimeMessageSendHookEvent extends HookEvent {
  readonly client: RealtimeClientInfo;
  /** `data` is JSON text. */
  message: { name: string; data: string };
}

/** A WebSocket client wants to use a channel. */
export interface RealtimeChannelRequestHookEvent extends HookEvent {
  readonly client: RealtimeClientInfo;
  readonly channel: string;
  readonly action: "join" | "broadcast";
  /** What the stored rules say; what it is in the end holds. */
  allowed: boolean;
}

/** A record, a collection or the settings: what the event is not about is undefined. */
export interface ModelHookEvent extends HookEvent {
  readonly kind: "record" | "collection" | "settings";
  record: LooseRecord | undefined;
  /** That of the record, or the one that is written. */
  collection: Collection | undefined;
  settings: Settings | undefined;
}

export interface ModelErrorHookEvent extends ModelHookEvent {
  readonly error: unknown;
}
