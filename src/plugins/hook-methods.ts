import type * as events from "./events.ts";
import type { CollectionName, HookedCollection } from "./collection-types.ts";

/** Hooks of a record or collection: with names or ids in front, a handler runs for those collections only. */
export interface TaggedEvents<C extends string> {
  onRecordEnrich: events.RecordEnrichHookEvent<C>;
  onRecordValidate: events.RecordHookEvent<C>;
  onRecordCreate: events.RecordHookEvent<C>;
  onRecordCreateExecute: events.RecordHookEvent<C>;
  onRecordAfterCreateSuccess: events.RecordHookEvent<C>;
  onRecordAfterCreateError: events.RecordErrorHookEvent<C>;
  onRecordUpdate: events.RecordHookEvent<C>;
  onRecordUpdateExecute: events.RecordHookEvent<C>;
  onRecordAfterUpdateSuccess: events.RecordHookEvent<C>;
  onRecordAfterUpdateError: events.RecordErrorHookEvent<C>;
  onRecordDelete: events.RecordHookEvent<C>;
  onRecordDeleteExecute: events.RecordHookEvent<C>;
  onRecordAfterDeleteSuccess: events.RecordHookEvent<C>;
  onRecordAfterDeleteError: events.RecordErrorHookEvent<C>;
  onRecordsListRequest: events.RecordsListRequestHookEvent<C>;
  onRecordViewRequest: events.RecordRequestHookEvent<C>;
  onRecordCreateRequest: events.RecordRequestHookEvent<C>;
  onRecordUpdateRequest: events.RecordRequestHookEvent<C>;
  onRecordDeleteRequest: events.RecordRequestHookEvent<C>;
  onRecordAuthRequest: events.RecordAuthRequestHookEvent<C>;
  onRecordAuthWithPasswordRequest: events.RecordAuthWithPasswordRequestHookEvent<C>;
  onRecordAuthRefreshRequest: events.RecordRequestHookEvent<C>;
  onRecordAuthWithOAuth2Request: events.RecordAuthWithOAuth2RequestHookEvent<C>;
  onRecordRequestOTPRequest: events.RecordRequestOTPRequestHookEvent<C>;
  onRecordAuthWithOTPRequest: events.RecordAuthWithOTPRequestHookEvent<C>;
  onRecordRequestPasswordResetRequest: events.RecordRequestHookEvent<C>;
  onRecordConfirmPasswordResetRequest: events.RecordRequestHookEvent<C>;
  onRecordRequestVerificationRequest: events.RecordRequestHookEvent<C>;
  onRecordConfirmVerificationRequest: events.RecordRequestHookEvent<C>;
  onRecordRequestEmailChangeRequest: events.RecordEmailChangeRequestHookEvent<C>;
  onRecordConfirmEmailChangeRequest: events.RecordEmailChangeRequestHookEvent<C>;
  onMailerRecordAuthAlertSend: events.MailerRecordHookEvent<C>;
  onMailerRecordPasswordResetSend: events.MailerRecordHookEvent<C>;
  onMailerRecordVerificationSend: events.MailerRecordHookEvent<C>;
  onMailerRecordEmailChangeSend: events.MailerRecordHookEvent<C>;
  onMailerRecordOTPSend: events.MailerRecordHookEvent<C>;
  onCollectionValidate: events.CollectionHookEvent;
  onCollectionCreate: events.CollectionHookEvent;
  onCollectionCreateExecute: events.CollectionHookEvent;
  onCollectionAfterCreateSuccess: events.CollectionHookEvent;
  onCollectionAfterCreateError: events.CollectionErrorHookEvent;
  onCollectionUpdate: events.CollectionHookEvent;
  onCollectionUpdateExecute: events.CollectionHookEvent;
  onCollectionAfterUpdateSuccess: events.CollectionHookEvent;
  onCollectionAfterUpdateError: events.CollectionErrorHookEvent;
  onCollectionDelete: events.CollectionHookEvent;
  onCollectionDeleteExecute: events.CollectionHookEvent;
  onCollectionAfterDeleteSuccess: events.CollectionHookEvent;
  onCollectionAfterDeleteError: events.CollectionErrorHookEvent;
  onCollectionViewRequest: events.CollectionRequestHookEvent;
  onCollectionCreateRequest: events.CollectionRequestHookEvent;
  onCollectionUpdateRequest: events.CollectionRequestHookEvent;
  onCollectionDeleteRequest: events.CollectionRequestHookEvent;
  onModelValidate: events.ModelHookEvent;
  onModelCreate: events.ModelHookEvent;
  onModelCreateExecute: events.ModelHookEvent;
  onModelAfterCreateSuccess: events.ModelHookEvent;
  onModelAfterCreateError: events.ModelErrorHookEvent;
  onModelUpdate: events.ModelHookEvent;
  onModelUpdateExecute: events.ModelHookEvent;
  onModelAfterUpdateSuccess: events.ModelHookEvent;
  onModelAfterUpdateError: events.ModelErrorHookEvent;
  onModelDelete: events.ModelHookEvent;
  onModelDeleteExecute: events.ModelHookEvent;
  onModelAfterDeleteSuccess: events.ModelHookEvent;
  onModelAfterDeleteError: events.ModelErrorHookEvent;
  onFileDownloadRequest: events.FileDownloadRequestHookEvent<C>;
  onFileTokenRequest: events.FileTokenRequestHookEvent<C>;
}

/** Hooks that belong to no collection. */
export interface UntaggedEvents {
  onBootstrap: events.HookEvent;
  onServe: events.HookEvent;
  onTerminate: events.TerminateHookEvent;
  onSettingsListRequest: events.SettingsListRequestHookEvent;
  onSettingsUpdateRequest: events.SettingsUpdateRequestHookEvent;
  onSettingsReload: events.HookEvent;
  onCollectionsListRequest: events.CollectionsListRequestHookEvent;
  onCollectionsImportRequest: events.CollectionsImportRequestHookEvent;
  onRealtimeConnectRequest: events.RealtimeConnectRequestHookEvent;
  onRealtimeSubscribeRequest: events.RealtimeSubscribeRequestHookEvent;
  onRealtimeMessageSend: events.RealtimeMessageSendHookEvent;
  onRealtimeChannelRequest: events.RealtimeChannelRequestHookEvent;
  onMailerSend: events.MailerHookEvent;
  onBackupCreate: events.BackupHookEvent;
  onBackupRestore: events.BackupHookEvent;
  onBatchRequest: events.BatchRequestHookEvent;
}

export interface HookOptions {
  /** Lower runs earlier; default 0. Among equals the order is that of the plugins' names, then that of binding. */
  readonly priority?: number;
}

export type Handler<Event> = (event: Event) => Promise<void> | void;

type TaggedHook<Name extends keyof TaggedEvents<string>> = {
  (handler: Handler<TaggedEvents<string>[Name]>, options?: HookOptions): void;
  <C extends CollectionName>(
    collections: (C & HookedCollection<C>) | readonly (C & HookedCollection<C>)[],
    handler: Handler<TaggedEvents<C>[Name]>,
    options?: HookOptions,
  ): void;
};

type UntaggedHook<Name extends keyof UntaggedEvents> = (
  handler: Handler<UntaggedEvents[Name]>,
  options?: HookOptions,
) => void;

/** PocketBase's hooks under their names. */
export type HookMethods = { [Name in keyof TaggedEvents<string>]: TaggedHook<Name> } & {
  [Name in keyof UntaggedEvents]: UntaggedHook<Name>;
};
