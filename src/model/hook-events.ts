import type { Hook } from "../lib/hook.ts";
import type { OAuth2User } from "../lib/oauth2/fetch-user.ts";
import type { Mailer, MailMessage } from "../lib/mail/message.ts";
import type { Collection } from "./collections/collection.ts";
import type { Context } from "./context.ts";
import type { Hooks } from "./hooks.ts";
import type { FileField } from "./fields/file.ts";
import type { RealtimeClient } from "./realtime/client.ts";
import type { RecordModel } from "./records/record.ts";
import type { RequestInfo } from "./request-info.ts";
import type { Settings } from "./settings/settings.ts";

/** Handlers see the transaction's context where one is open. */
export interface ContextEvent {
  context: Context;
}

export interface RecordEvent extends ContextEvent {
  record: RecordModel;
}

export interface RecordErrorEvent extends RecordEvent {
  error: unknown;
}

/** A request about one record, before the operation (`record` as it will be written). */
export interface RecordRequestEvent extends ContextEvent {
  request: RequestInfo;
  collection: Collection;
  record: RecordModel;
}

export interface RecordsListRequestEvent extends ContextEvent {
  request: RequestInfo;
  collection: Collection;
  records: RecordModel[];
  result: { page: number; perPage: number; totalItems: number; totalPages: number };
}

export interface RecordEnrichEvent extends ContextEvent {
  request: RequestInfo;
  record: RecordModel;
}

export interface RecordAuthRequestEvent extends RecordRequestEvent {
  token: string;
  meta: unknown;
  authMethod: string;
}

export interface RecordAuthWithPasswordRequestEvent extends ContextEvent {
  request: RequestInfo;
  collection: Collection;
  record: RecordModel | null;
  identity: string;
  identityField: string;
  password: string;
}

export interface RecordRequestOtpRequestEvent extends ContextEvent {
  request: RequestInfo;
  collection: Collection;
  /** Null where no record has the email; a handler may give one. */
  record: RecordModel | null;
  /** What will be mailed. */
  password: string;
}

export interface RecordAuthWithOAuth2RequestEvent extends ContextEvent {
  request: RequestInfo;
  collection: Collection;
  providerName: string;
  oauth2User: OAuth2User;
  /** What the client sent for the account, should one be made. */
  createData: Record<string, unknown>;
  /** Who signs in; null makes a new account. */
  record: RecordModel | null;
  isNewRecord: boolean;
}

export interface RecordAuthWithOtpRequestEvent extends RecordRequestEvent {
  /** The record of `_otps`. */
  otp: RecordModel;
}

export interface RecordEmailChangeRequestEvent extends RecordRequestEvent {
  newEmail: string;
}

/** `mailer` sends the message once the handlers are through; a handler may bring its own. */
export interface MailerEvent extends ContextEvent {
  mailer: Mailer;
  message: MailMessage;
}

export interface MailerRecordEvent extends MailerEvent {
  record: RecordModel;
  /** What the mail is about: `token`, `newEmail`, `otpId`, `password`, `info`. */
  meta: Readonly<Record<string, string>>;
}

/** `exclude` are the entries of the data directory that are left alone. */
export interface BackupEvent extends ContextEvent {
  name: string;
  exclude: string[];
}

export interface CollectionEvent extends ContextEvent {
  collection: Collection;
}

export interface CollectionErrorEvent extends CollectionEvent {
  error: unknown;
}

export interface CollectionRequestEvent extends CollectionEvent {
  request: RequestInfo;
}

export interface CollectionsListRequestEvent extends ContextEvent {
  request: RequestInfo;
  collections: readonly Collection[];
  result: { page: number; perPage: number; totalItems: number; totalPages: number };
}

export interface CollectionsImportRequestEvent extends ContextEvent {
  request: RequestInfo;
  collections: Record<string, unknown>[];
  deleteMissing: boolean;
}

export interface SettingsListRequestEvent extends ContextEvent {
  request: RequestInfo;
  /** As they are answered: without secrets. */
  settings: unknown;
}

export interface SettingsUpdateRequestEvent extends ContextEvent {
  request: RequestInfo;
  readonly oldSettings: Settings;
  newSettings: Settings;
}

/** `key` and `name` tell what is served and under which name. */
export interface FileDownloadRequestEvent extends RecordRequestEvent {
  readonly field: FileField;
  key: string;
  name: string;
  /** Why the original is sent although a thumb was asked for; else null. */
  readonly thumbError: unknown;
}

export interface FileTokenRequestEvent extends ContextEvent {
  request: RequestInfo;
  record: RecordModel;
  token: string;
}

export interface BatchRequestEvent extends ContextEvent {
  request: RequestInfo;
  batch: unknown[];
}

export interface TerminateEvent extends ContextEvent {
  isRestart: boolean;
}

export interface RealtimeConnectRequestEvent extends ContextEvent {
  request: RequestInfo;
  client: RealtimeClient;
  /** A connection that was sent nothing for that long is ended. WebSockets have pings instead. */
  idleTimeoutMs: number;
  /** A stream of events is ended after that long; `Infinity` for no limit. WebSockets know none. */
  maxTimeoutMs: number;
}

export interface RealtimeSubscribeRequestEvent extends ContextEvent {
  request: RequestInfo;
  client: RealtimeClient;
  /** All topics that the client will have. */
  subscriptions: string[];
}

/** A message on its way to one client; a handler that does not call `next` drops it. */
export interface RealtimeMessageEvent extends ContextEvent {
  client: RealtimeClient;
  /** `data` is JSON text. */
  message: { name: string; data: string };
}

/** A WebSocket client wants to use a channel. Handlers may allow what the stored rules do not, and the other way round. */
export interface RealtimeChannelRequestEvent extends ContextEvent {
  client: RealtimeClient;
  channel: string;
  action: "join" | "broadcast";
  allowed: boolean;
}

/**
 * A record, a collection or the settings, before and after they are written. Their own hooks run outside of those of models, as
 * PocketBase nests them. What the event is not about is undefined.
 */
export interface ModelEvent extends ContextEvent {
  readonly kind: "record" | "collection" | "settings";
  record: RecordModel | undefined;
  collection: Collection | undefined;
  settings: Settings | undefined;
  /** Of the hooks of errors. */
  error: unknown;
}

type EventOf<OneHook> = OneHook extends Hook<infer Event> ? Event : never;
type KeysOf<Union> = Union extends Union ? keyof Union : never;

/** The name of a property that the event of at least one hook has. */
export type EventProperty = KeysOf<EventOf<Hooks[keyof Hooks]>>;
