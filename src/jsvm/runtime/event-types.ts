import type { App } from "./app.ts";
import type { HostCollection } from "./collection.ts";
import type { Context } from "./context.ts";
import type { Duration } from "./duration.ts";
import type { EnrichEvent } from "./enrich-event.ts";
import type { HookEvent } from "./event.ts";
import type { HostField } from "./field.ts";
import type { HostOtp } from "./auth-models.ts";
import type { MailClient, MailerMessage } from "./mail.ts";
import type { ProviderClient } from "./oauth2-provider.ts";
import type { HostClient, SubscriptionMessage } from "./realtime.ts";
import type { HostRecord } from "./record.ts";
import type { RequestHookEvent } from "./request-event.ts";
import type { Settings } from "./settings.ts";

// What the handlers of hooks get. Types only: events get their properties from the server.

interface ModelEvent extends HookEvent {
  type: string;
  /** A record, a collection or the settings. */
  model: HostRecord & HostCollection & Settings;
}

interface ModelErrorEvent extends ModelEvent {
  error: GoFailure;
}

interface RecordEvent extends HookEvent {
  type: string;
  record: HostRecord;
}

interface RecordErrorEvent extends RecordEvent {
  error: GoFailure;
}

interface CollectionEvent extends HookEvent {
  type: string;
  collection: HostCollection;
}

interface CollectionErrorEvent extends CollectionEvent {
  error: GoFailure;
}

/** An error as Go has it. */
interface GoFailure {
  error(): string;
}

interface MailerEvent extends HookEvent {
  mailer: MailClient;
  message: MailerMessage;
}

interface MailerRecordEvent extends MailerEvent {
  record: HostRecord;
  meta: { [name: string]: unknown };
}

interface BackupEvent extends HookEvent {
  context: Context;
  name: string;
  exclude: string[];
}

interface TerminateEvent extends HookEvent {
  isRestart: boolean;
}

interface CollectionRequestEvent extends RequestHookEvent {
  collection: HostCollection;
}

interface CollectionsListRequestEvent extends RequestHookEvent {
  collections: HostCollection[];
  result: ListResult;
}

interface CollectionsImportRequestEvent extends RequestHookEvent {
  collectionsData: { [name: string]: unknown }[];
  deleteMissing: boolean;
}

interface ListResult {
  items: HostRecord[];
  page: number;
  perPage: number;
  totalItems: number;
  totalPages: number;
}

interface RecordRequestEvent extends CollectionRequestEvent {
  record: HostRecord;
}

interface RecordsListRequestEvent extends CollectionRequestEvent {
  records: HostRecord[];
  result: ListResult;
}

interface RecordAuthRequestEvent extends RecordRequestEvent {
  token: string;
  meta: unknown;
  authMethod: string;
}

interface RecordAuthWithPasswordRequestEvent extends RecordRequestEvent {
  identity: string;
  identityField: string;
  password: string;
}

interface RecordAuthWithOTPRequestEvent extends RecordRequestEvent {
  otp: HostOtp;
}

interface RecordCreateOTPRequestEvent extends RecordRequestEvent {
  password: string;
}

interface RecordAuthWithOAuth2RequestEvent extends CollectionRequestEvent {
  record: HostRecord | null;
  providerName: string;
  providerClient: ProviderClient;
  oAuth2User: OAuth2User;
  createData: { [name: string]: unknown } | null;
  isNewRecord: boolean;
}

interface OAuth2User {
  id: string;
  name: string;
  username: string;
  email: string;
  avatarURL: string;
  accessToken: string;
  refreshToken: string;
  rawUser: { [name: string]: unknown };
}

interface RecordEmailChangeRequestEvent extends RecordRequestEvent {
  newEmail: string;
}

interface FileDownloadRequestEvent extends RecordRequestEvent {
  fileField: HostField;
  servedPath: string;
  servedName: string;
  thumbError: string | null;
}

interface FileTokenRequestEvent extends RequestHookEvent {
  record: HostRecord;
  token: string;
}

interface BatchRequestEvent extends RequestHookEvent {
  batch: { method: string; url: string; headers: { [name: string]: string }; body: { [name: string]: unknown } }[];
}

interface SettingsListRequestEvent extends RequestHookEvent {
  settings: Settings;
}

interface SettingsUpdateRequestEvent extends RequestHookEvent {
  oldSettings: Settings;
  newSettings: Settings;
}

interface RealtimeConnectRequestEvent extends RequestHookEvent {
  client: HostClient;
  idleTimeout: Duration | number;
  maxTimeout: Duration | number;
}

interface RealtimeSubscribeRequestEvent extends RequestHookEvent {
  client: HostClient;
  subscriptions: string[];
}

interface RealtimeMessageEvent extends HookEvent {
  client: HostClient;
  message: SubscriptionMessage;
}

/** Each hook with its event. */
export interface HookEvents {
  onBackupCreate: BackupEvent;
  onBackupRestore: BackupEvent;
  onBatchRequest: BatchRequestEvent;
  onBootstrap: HookEvent & { app: App };
  onCollectionAfterCreateError: CollectionErrorEvent;
  onCollectionAfterCreateSuccess: CollectionEvent;
  onCollectionAfterDeleteError: CollectionErrorEvent;
  onCollectionAfterDeleteSuccess: CollectionEvent;
  onCollectionAfterUpdateError: CollectionErrorEvent;
  onCollectionAfterUpdateSuccess: CollectionEvent;
  onCollectionCreate: CollectionEvent;
  onCollectionCreateExecute: CollectionEvent;
  onCollectionCreateRequest: CollectionRequestEvent;
  onCollectionDelete: CollectionEvent;
  onCollectionDeleteExecute: CollectionEvent;
  onCollectionDeleteRequest: CollectionRequestEvent;
  onCollectionUpdate: CollectionEvent;
  onCollectionUpdateExecute: CollectionEvent;
  onCollectionUpdateRequest: CollectionRequestEvent;
  onCollectionValidate: CollectionEvent;
  onCollectionViewRequest: CollectionRequestEvent;
  onCollectionsImportRequest: CollectionsImportRequestEvent;
  onCollectionsListRequest: CollectionsListRequestEvent;
  onFileDownloadRequest: FileDownloadRequestEvent;
  onFileTokenRequest: FileTokenRequestEvent;
  onMailerRecordAuthAlertSend: MailerRecordEvent;
  onMailerRecordEmailChangeSend: MailerRecordEvent;
  onMailerRecordOTPSend: MailerRecordEvent;
  onMailerRecordPasswordResetSend: MailerRecordEvent;
  onMailerRecordVerificationSend: MailerRecordEvent;
  onMailerSend: MailerEvent;
  onModelAfterCreateError: ModelErrorEvent;
  onModelAfterCreateSuccess: ModelEvent;
  onModelAfterDeleteError: ModelErrorEvent;
  onModelAfterDeleteSuccess: ModelEvent;
  onModelAfterUpdateError: ModelErrorEvent;
  onModelAfterUpdateSuccess: ModelEvent;
  onModelCreate: ModelEvent;
  onModelCreateExecute: ModelEvent;
  onModelDelete: ModelEvent;
  onModelDeleteExecute: ModelEvent;
  onModelUpdate: ModelEvent;
  onModelUpdateExecute: ModelEvent;
  onModelValidate: ModelEvent;
  onRealtimeConnectRequest: RealtimeConnectRequestEvent;
  onRealtimeMessageSend: RealtimeMessageEvent;
  onRealtimeSubscribeRequest: RealtimeSubscribeRequestEvent;
  onRealtimeChannelRequest: RequestHookEvent;
  onRecordAfterCreateError: RecordErrorEvent;
  onRecordAfterCreateSuccess: RecordEvent;
  onRecordAfterDeleteError: RecordErrorEvent;
  onRecordAfterDeleteSuccess: RecordEvent;
  onRecordAfterUpdateError: RecordErrorEvent;
  onRecordAfterUpdateSuccess: RecordEvent;
  onRecordAuthRefreshRequest: RecordRequestEvent;
  onRecordAuthRequest: RecordAuthRequestEvent;
  onRecordAuthWithOAuth2Request: RecordAuthWithOAuth2RequestEvent;
  onRecordAuthWithOTPRequest: RecordAuthWithOTPRequestEvent;
  onRecordAuthWithPasswordRequest: RecordAuthWithPasswordRequestEvent;
  onRecordConfirmEmailChangeRequest: RecordEmailChangeRequestEvent;
  onRecordConfirmPasswordResetRequest: RecordRequestEvent;
  onRecordConfirmVerificationRequest: RecordRequestEvent;
  onRecordCreate: RecordEvent;
  onRecordCreateExecute: RecordEvent;
  onRecordCreateRequest: RecordRequestEvent;
  onRecordDelete: RecordEvent;
  onRecordDeleteExecute: RecordEvent;
  onRecordDeleteRequest: RecordRequestEvent;
  onRecordEnrich: EnrichEvent & { record: HostRecord };
  onRecordRequestEmailChangeRequest: RecordEmailChangeRequestEvent;
  onRecordRequestOTPRequest: RecordCreateOTPRequestEvent;
  onRecordRequestPasswordResetRequest: RecordRequestEvent;
  onRecordRequestVerificationRequest: RecordRequestEvent;
  onRecordUpdate: RecordEvent;
  onRecordUpdateExecute: RecordEvent;
  onRecordUpdateRequest: RecordRequestEvent;
  onRecordValidate: RecordEvent;
  onRecordViewRequest: RecordRequestEvent;
  onRecordsListRequest: RecordsListRequestEvent;
  onSettingsListRequest: SettingsListRequestEvent;
  onSettingsReload: HookEvent;
  onSettingsUpdateRequest: SettingsUpdateRequestEvent;
  onTerminate: TerminateEvent;
}
