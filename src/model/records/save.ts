// The one way of a record into its table, with hooks, files and the transaction in PocketBase's order.
//
// Called by the records API, batches, sign-ups, plugins, hook files and migrations. The order: fields prepare their values;
// `onRecordCreate` (or `Update`) around validation and `…Execute`; passwords are hashed and files stored before the transaction
// begins, so that it stays short; the row is written; the hooks of success run after the commit. Must stay true: a failure at
// any step leaves neither a row nor a file, and inside a transaction of the caller the outcome is only known at its end
// (`watchTransaction`).
import { andThen } from "../../lib/and-then.ts";
import type { Hook } from "../../lib/hook.ts";
import { afterTransaction, inTransaction, type Context } from "../context.ts";
import type { RecordErrorEvent, RecordEvent } from "../hook-events.ts";
import { checkAuthIdIsFree, checkTokenKey, refreshTokenKey } from "./auth-record.ts";
import { hashPasswords } from "./password.ts";
import { type BoundField, recordFields } from "./record-fields.ts";
import { deleteFiles, droppedFiles, nameStoredFiles, storeNewFiles } from "./record-files.ts";
import type { RecordModel } from "./record.ts";
import { hasModified, redoChanges } from "./row-changes.ts";
import { beforeSystemRecordSave, afterSystemRecordSave } from "./system-records.ts";
import { validateRecord } from "./validate.ts";
import { noteOrder } from "./commit-order.ts";
import { messageOf, tellChange } from "./tell-change.ts";
import { writeRow } from "./write-row.ts";

export interface SaveOptions {
  /** False: writes values as they are, e.g. while a cascade unsets relations. */
  readonly validates?: boolean;
  /** The key that a token was checked with: throws a `TokenUsedError` where the record has another by the time it is written. */
  readonly tokenKey?: string;
}

/**
 * Validates and writes a record: a new one is created, others are updated in the columns that changed. Throws a
 * `ValidationError`. Hooks run at PocketBase's places; those of success after the commit of the open transaction. Without a promise
 * where nothing has to be waited for.
 */
export function saveRecord(context: Context, record: RecordModel, options: SaveOptions = {}): void | Promise<void> {
  if (record.collection.type === "view") throw new Error("records of views cannot be written");
  const operation = record.isNew ? "create" : "update";
  const steps = operation === "create" ? createHooks(context) : updateHooks(context);
  const { tags } = recordFields(record.collection);
  const event: RecordEvent = { context, record };
  const saving: Saving = { before: record.original, tags, steps, storedFiles: [] };
  const validateAndWrite = (current: RecordEvent): void | Promise<void> => {
    const validating = options.validates === false ? undefined : validateRecord(current.context, current.record);
    return andThen(validating, () => run(steps.execute, event, (executing) => write(executing, saving, options)));
  };
  const saved = (): void | Promise<void> => conclude(event, saving, context);
  const fail = async (error: unknown): Promise<never> => {
    await undo(event, saving);
    await failed({ ...event, context }, saving, error);
    throw error;
  };
  try {
    const working = andThen(prepare(record, operation), () =>
      run(steps.before, event, (current) => {
        // Handlers may have changed what the fields had prepared.
        const preparing = steps.before.concerns(tags) ? prepare(current.record, operation) : undefined;
        return andThen(preparing, () => validateAndWrite(current));
      }),
    );
    if (working instanceof Promise) return working.then(saved, fail);
  } catch (error) {
    return fail(error);
  }
  return saved();
}

interface Saving {
  /** The values as stored so far; null for a new record. */
  readonly before: RecordModel["original"];
  readonly tags: readonly string[];
  readonly steps: Steps;
  /** Files that were stored for values of the record, to be deleted if it is not written after all. */
  storedFiles: readonly string[];
}

interface Steps {
  readonly before: Hook<RecordEvent>;
  readonly execute: Hook<RecordEvent>;
  readonly success: Hook<RecordEvent>;
  readonly error: Hook<RecordErrorEvent>;
}

function createHooks({ hooks }: Context): Steps {
  return {
    before: hooks.onRecordCreate,
    execute: hooks.onRecordCreateExecute,
    success: hooks.onRecordAfterCreateSuccess,
    error: hooks.onRecordAfterCreateError,
  };
}

function updateHooks({ hooks }: Context): Steps {
  return {
    before: hooks.onRecordUpdate,
    execute: hooks.onRecordUpdateExecute,
    success: hooks.onRecordAfterUpdateSuccess,
    error: hooks.onRecordAfterUpdateError,
  };
}

/** Goes straight to the operation where no handler is bound: the common case. */
function run(
  hook: Hook<RecordEvent>,
  event: RecordEvent,
  operation: (event: RecordEvent) => void | Promise<void>,
): void | Promise<void> {
  const { tags } = recordFields(event.record.collection);
  return hook.concerns(tags) ? hook.trigger(event, tags, operation) : operation(event);
}

function prepare(record: RecordModel, operation: "create" | "update", start = 0): void | Promise<void> {
  const { preparing } = recordFields(record.collection);
  for (let index = start; index < preparing.length; index++) {
    const { field, type } = preparing[index] as BoundField;
    const working = type.beforeSave?.(field, record, operation);
    if (working instanceof Promise) return working.then(() => prepare(record, operation, index + 1));
  }
}

function write({ context, record }: RecordEvent, saving: Saving, { tokenKey }: SaveOptions): void | Promise<void> {
  const { collection } = record;
  const { writing, ofType } = recordFields(collection);
  for (const { field, type } of writing) type.beforeWrite?.(field, record, record.isNew ? "create" : "update");
  // Nothing belongs to the record but its row.
  const isRow =
    collection.type !== "auth" &&
    tokenKey === undefined &&
    ofType("password").length + ofType("file").length === 0 &&
    !hasModified(record);
  const working = isRow ? writeAlone(context, record) : writeWithOthers(context, record, { saving, tokenKey });
  return andThen(working, () => {
    nameStoredFiles(record);
    record.original = { ...record.values };
    record.forgetChanges();
  });
}

/** Without a promise in a transaction that answers in place. */
function writeAlone(context: Context, record: RecordModel): void | Promise<void> {
  const action = record.isNew ? "create" : "update";
  if (context.transaction === null) return writeRow(context, record, messageOf(context, record, action));
  return andThen(writeRow(context, record), () => {
    noteOrder(context, record);
    tellChange(context, record, action);
  });
}

interface Belonging {
  readonly saving: Saving;
  readonly tokenKey: string | undefined;
}

/** Passwords are hashed and files are stored before the transaction begins, so that it is short. */
async function writeWithOthers(context: Context, record: RecordModel, { saving, tokenKey }: Belonging): Promise<void> {
  refreshTokenKey(record);
  const { ofType } = recordFields(record.collection);
  if (ofType("password").length > 0) await hashPasswords(context, record);
  if (ofType("file").length > 0) saving.storedFiles = await storeNewFiles(context, record);
  const isAuth = record.collection.type === "auth";
  const writeAll = async (transaction: Context): Promise<void> => {
    if (tokenKey !== undefined) await checkTokenKey(transaction, record, tokenKey);
    if (isAuth) await beforeSystemRecordSave(transaction, record);
    if (isAuth) await checkAuthIdIsFree(transaction, record);
    if (record.hasChanges) await redoChanges(transaction, record);
    const dropped = ofType("file").length > 0 ? await droppedFiles(transaction, record) : [];
    await writeRow(transaction, record);
    noteOrder(transaction, record);
    tellChange(transaction, record, record.isNew ? "create" : "update");
    if (isAuth) await afterSystemRecordSave(transaction, record, saving.before);
    if (dropped.length > 0) afterTransaction(transaction, "commit", (outer) => deleteFiles(outer, record, dropped));
  };
  await inTransaction(context, writeAll, { sharesCommit: true, writesOnce: !isAuth && !record.collection.system });
}

/** `context` is that of the caller: handlers may have put the event into a transaction of theirs. */
function conclude(event: RecordEvent, saving: Saving, context: Context): void | Promise<void> {
  if (context.transaction === null) return succeeded(event, saving);
  watchTransaction({ ...event, context }, saving);
}

/** Inside a transaction of others, success and failure are known at its end only. */
function watchTransaction(event: RecordEvent, saving: Saving): void {
  const { steps, tags, storedFiles } = saving;
  if (steps.success.concerns(tags)) {
    afterTransaction(event.context, "commit", (outer) => succeeded({ ...event, context: outer }, saving));
  }
  if (storedFiles.length === 0 && saving.before !== null && !steps.error.concerns(tags)) return;
  afterTransaction(event.context, "rollback", async (outer, reason) => {
    const undone = { ...event, context: outer };
    await undo(undone, saving);
    await failed(undone, saving, reason);
  });
}

async function undo({ context, record }: RecordEvent, { before, storedFiles }: Saving): Promise<void> {
  record.original = before;
  await deleteFiles(context, record, storedFiles);
}

function succeeded(event: RecordEvent, { steps, tags }: Saving): void | Promise<void> {
  if (steps.success.concerns(tags)) return steps.success.trigger(event, tags, NOTHING);
}

async function failed(event: RecordEvent, { steps, tags }: Saving, error: unknown): Promise<void> {
  if (steps.error.concerns(tags)) await steps.error.trigger({ ...event, error }, tags, NOTHING);
}

const NOTHING = (): void => undefined;
