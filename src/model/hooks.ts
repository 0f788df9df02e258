import { Hook } from "../lib/hook.ts";
import type {
  BackupEvent,
  BatchRequestEvent,
  CollectionErrorEvent,
  CollectionEvent,
  CollectionRequestEvent,
  CollectionsImportRequestEvent,
  CollectionsListRequestEvent,
  ContextEvent,
  FileDownloadRequestEvent,
  FileTokenRequestEvent,
  MailerEvent,
  MailerRecordEvent,
  ModelEvent,
  RealtimeChannelRequestEvent,
  RealtimeConnectRequestEvent,
  RealtimeMessageEvent,
  RealtimeSubscribeRequestEvent,
  RecordAuthRequestEvent,
  RecordAuthWithOAuth2RequestEvent,
  RecordAuthWithOtpRequestEvent,
  RecordAuthWithPasswordRequestEvent,
  RecordEmailChangeRequestEvent,
  RecordEnrichEvent,
  RecordErrorEvent,
  RecordEvent,
  RecordRequestEvent,
  RecordRequestOtpRequestEvent,
  RecordsListRequestEvent,
  SettingsListRequestEvent,
  SettingsUpdateRequestEvent,
  TerminateEvent,
} from "./hook-events.ts";
import {
  COLLECTION_TAGS,
  collectionModel,
  createModelHooks,
  ModelledCheckHook,
  ModelledHook,
  type ModelHooks,
  recordModel,
} from "./model-hooks.ts";

export type Hooks = ReturnType<typeof createHooks>;

/** The hooks of the server under PocketBase's names. Record and collection hooks are tagged by collection id and name. */
export function createHooks() {
  const models = createModelHooks();
  return {
    ...models,
    ...recordHooks(models),
    ...recordRequestHooks(),
    ...mailHooks(),
    ...collectionHooks(models),
    onBootstrap: new Hook<ContextEvent>(),
    onServe: new Hook<ContextEvent>(),
    onTerminate: new Hook<TerminateEvent>(),
    onSettingsListRequest: new Hook<SettingsListRequestEvent>(),
    onSettingsUpdateRequest: new Hook<SettingsUpdateRequestEvent>(),
    onSettingsReload: new Hook<ContextEvent>(),
    onRealtimeConnectRequest: new Hook<RealtimeConnectRequestEvent>(),
    onRealtimeSubscribeRequest: new Hook<RealtimeSubscribeRequestEvent>(),
    onRealtimeMessageSend: new Hook<RealtimeMessageEvent>(),
    onRealtimeChannelRequest: new Hook<RealtimeChannelRequestEvent>(),
    onFileDownloadRequest: new Hook<FileDownloadRequestEvent>(),
    onFileTokenRequest: new Hook<FileTokenRequestEvent>(),
    onBackupCreate: new Hook<BackupEvent>(),
    onBackupRestore: new Hook<BackupEvent>(),
    onBatchRequest: new Hook<BatchRequestEvent>(),
  };
}

function recordHooks(models: ModelHooks) {
  return {
    onRecordEnrich: new Hook<RecordEnrichEvent>(),
    onRecordValidate: new ModelledCheckHook<RecordEvent>(models.onModelValidate, recordModel),
    onRecordCreate: new ModelledHook<RecordEvent>(models.onModelCreate, recordModel),
    onRecordCreateExecute: new ModelledHook<RecordEvent>(models.onModelCreateExecute, recordModel),
    onRecordAfterCreateSuccess: new ModelledHook<RecordEvent>(models.onModelAfterCreateSuccess, recordModel),
    onRecordAfterCreateError: new ModelledHook<RecordErrorEvent>(models.onModelAfterCreateError, recordModel),
    onRecordUpdate: new ModelledHook<RecordEvent>(models.onModelUpdate, recordModel),
    onRecordUpdateExecute: new ModelledHook<RecordEvent>(models.onModelUpdateExecute, recordModel),
    onRecordAfterUpdateSuccess: new ModelledHook<RecordEvent>(models.onModelAfterUpdateSuccess, recordModel),
    onRecordAfterUpdateError: new ModelledHook<RecordErrorEvent>(models.onModelAfterUpdateError, recordModel),
    onRecordDelete: new ModelledHook<RecordEvent>(models.onModelDelete, recordModel),
    onRecordDeleteExecute: new ModelledHook<RecordEvent>(models.onModelDeleteExecute, recordModel),
    onRecordAfterDeleteSuccess: new ModelledHook<RecordEvent>(models.onModelAfterDeleteSuccess, recordModel),
    onRecordAfterDeleteError: new ModelledHook<RecordErrorEvent>(models.onModelAfterDeleteError, recordModel),
  };
}

function recordRequestHooks() {
  return {
    onRecordsListRequest: new Hook<RecordsListRequestEvent>(),
    onRecordViewRequest: new Hook<RecordRequestEvent>(),
    onRecordCreateRequest: new Hook<RecordRequestEvent>(),
    onRecordUpdateRequest: new Hook<RecordRequestEvent>(),
    onRecordDeleteRequest: new Hook<RecordRequestEvent>(),
    onRecordAuthRequest: new Hook<RecordAuthRequestEvent>(),
    onRecordAuthWithPasswordRequest: new Hook<RecordAuthWithPasswordRequestEvent>(),
    onRecordAuthRefreshRequest: new Hook<RecordRequestEvent>(),
    onRecordAuthWithOAuth2Request: new Hook<RecordAuthWithOAuth2RequestEvent>(),
    onRecordRequestOTPRequest: new Hook<RecordRequestOtpRequestEvent>(),
    onRecordAuthWithOTPRequest: new Hook<RecordAuthWithOtpRequestEvent>(),
    onRecordRequestPasswordResetRequest: new Hook<RecordRequestEvent>(),
    onRecordConfirmPasswordResetRequest: new Hook<RecordRequestEvent>(),
    onRecordRequestVerificationRequest: new Hook<RecordRequestEvent>(),
    onRecordConfirmVerificationRequest: new Hook<RecordRequestEvent>(),
    onRecordRequestEmailChangeRequest: new Hook<RecordEmailChangeRequestEvent>(),
    onRecordConfirmEmailChangeRequest: new Hook<RecordEmailChangeRequestEvent>(),
  };
}

function mailHooks() {
  return {
    onMailerSend: new Hook<MailerEvent>(),
    onMailerRecordAuthAlertSend: new Hook<MailerRecordEvent>(),
    onMailerRecordPasswordResetSend: new Hook<MailerRecordEvent>(),
    onMailerRecordVerificationSend: new Hook<MailerRecordEvent>(),
    onMailerRecordEmailChangeSend: new Hook<MailerRecordEvent>(),
    onMailerRecordOTPSend: new Hook<MailerRecordEvent>(),
  };
}

function collectionHooks(models: ModelHooks) {
  const hookAround = <Event extends CollectionEvent = CollectionEvent>(model: Hook<ModelEvent>): ModelledHook<Event> =>
    new ModelledHook<Event>(model, collectionModel, COLLECTION_TAGS);
  return {
    onCollectionValidate: new ModelledCheckHook<CollectionEvent>(
      models.onModelValidate,
      collectionModel,
      COLLECTION_TAGS,
    ),
    onCollectionCreate: hookAround(models.onModelCreate),
    onCollectionCreateExecute: hookAround(models.onModelCreateExecute),
    onCollectionAfterCreateSuccess: hookAround(models.onModelAfterCreateSuccess),
    onCollectionAfterCreateError: hookAround<CollectionErrorEvent>(models.onModelAfterCreateError),
    onCollectionUpdate: hookAround(models.onModelUpdate),
    onCollectionUpdateExecute: hookAround(models.onModelUpdateExecute),
    onCollectionAfterUpdateSuccess: hookAround(models.onModelAfterUpdateSuccess),
    onCollectionAfterUpdateError: hookAround<CollectionErrorEvent>(models.onModelAfterUpdateError),
    onCollectionDelete: hookAround(models.onModelDelete),
    onCollectionDeleteExecute: hookAround(models.onModelDeleteExecute),
    onCollectionAfterDeleteSuccess: hookAround(models.onModelAfterDeleteSuccess),
    onCollectionAfterDeleteError: hookAround<CollectionErrorEvent>(models.onModelAfterDeleteError),
    onCollectionsListRequest: new Hook<CollectionsListRequestEvent>(),
    onCollectionViewRequest: new Hook<CollectionRequestEvent>(),
    onCollectionCreateRequest: new Hook<CollectionRequestEvent>(),
    onCollectionUpdateRequest: new Hook<CollectionRequestEvent>(),
    onCollectionDeleteRequest: new Hook<CollectionRequestEvent>(),
    onCollectionsImportRequest: new Hook<CollectionsImportRequestEvent>(),
  };
}
