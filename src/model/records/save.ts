import type { SqlValue } from "../../database/engine.ts";
import type { Hook } from "../../lib/hook.ts";
import { afterTransaction, inTransaction, type Context } from "../context.ts";
import type { RecordErrorEvent, RecordEvent } from "../hooks.ts";
import { checkAuthIdIsFree, refreshTokenKey } from "./auth-record.ts";
import { hashPasswords } from "./password.ts";
import { recordFields } from "./record-fields.ts";
import { deleteFiles, droppedFiles, nameStoredFiles, storeNewFiles } from "./record-files.ts";
import type { RecordModel } from "./record.ts";
import { beforeSystemRecordSave, afterSystemRecordSave } from "./system-collections.ts";
import { uniqueViolation } from "./unique-violation.ts";
import { validateRecord } from "./validate.ts";

export interface SaveOptions {
  /** False: writes values as they are, e.g. while a cascade unsets relations. */
  readonly validates?: boolean;
}

/**
 * Validates and writes a record: a new one is created, others are updated in the columns that changed. Throws a
 * `ValidationError`. Hooks run at PocketBase's places; those of success after the commit of the open transaction.
 */
export async function saveRecord(context: Context, record: RecordModel, options: SaveOptions = {}): Promise<void> {
  if (record.collection.type === "view") throw new Error("records of views cannot be written");
  const operation = record.isNew ? "create" : "update";
  const steps = operation === "create" ? createHooks(context) : updateHooks(context);
  const { tags } = recordFields(record.collection);
  const event: RecordEvent = { context, record };
  const before = record.original;
  const saving: Saving = { before, tags, steps };
  try {
    await prepare(record, operation);
    await run(steps.before, event, async (current) => {
      if (steps.before.concerns(tags)) await prepare(current.record, operation);
      if (options.validates !== false) await validateRecord(current.context, current.record);
      await run(steps.execute, event, (executing) => write(executing, saving));
    });
  } catch (error) {
    record.original = before;
    await failed({ ...event, context }, saving, error);
    throw error;
  }
  if (context.transaction === null) await succeeded(event, saving);
}

interface Saving {
  readonly before: RecordModel["original"];
  readonly tags: readonly string[];
  readonly steps: Steps;
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
  operation: (event: RecordEvent) => Promise<void>,
): Promise<void> {
  const { tags } = recordFields(event.record.collection);
  return hook.concerns(tags) ? hook.trigger(event, tags, operation) : operation(event);
}

async function prepare(record: RecordModel, operation: "create" | "update"): Promise<void> {
  for (const { field, type } of recordFields(record.collection).preparing) {
    await type.beforeSave?.(field, record, operation);
  }
}

/** Passwords are hashed and files are stored before the transaction begins, so that it is short. */
async function write(event: RecordEvent, saving: Saving): Promise<void> {
  const { context, record } = event;
  refreshTokenKey(record);
  await hashPasswords(record);
  const stored = await storeNewFiles(context, record);
  try {
    await inTransaction(context, async (transaction) => {
      await beforeSystemRecordSave(transaction, record);
      await checkAuthIdIsFree(transaction, record);
      await writeRow(transaction, record);
      await afterSystemRecordSave(transaction, record, saving.before);
      const dropped = droppedFiles(record, saving.before);
      if (dropped.length > 0) afterTransaction(transaction, "commit", (outer) => deleteFiles(outer, record, dropped));
      if (context.transaction !== null) watchTransaction(transaction, event, { saving, stored });
    });
  } catch (error) {
    await deleteFiles(context, record, stored);
    throw error;
  }
  nameStoredFiles(record);
  record.original = { ...record.values };
}

/** Inside a transaction of others, success and failure are known at its end only. */
function watchTransaction(
  context: Context,
  event: RecordEvent,
  { saving, stored }: { saving: Saving; stored: readonly string[] },
): void {
  const { success, error } = saving.steps;
  if (success.concerns(saving.tags)) {
    afterTransaction(context, "commit", (outer) => succeeded({ ...event, context: outer }, saving));
  }
  if (stored.length === 0 && saving.before !== null && !error.concerns(saving.tags)) return;
  afterTransaction(context, "rollback", async (outer) => {
    event.record.original = saving.before;
    await deleteFiles(outer, event.record, stored);
    await failed({ ...event, context: outer }, saving, new Error("the transaction was rolled back"));
  });
}

async function succeeded(event: RecordEvent, { steps, tags }: Saving): Promise<void> {
  if (steps.success.concerns(tags)) await steps.success.trigger(event, tags, () => undefined);
}

async function failed(event: RecordEvent, { steps, tags }: Saving, error: unknown): Promise<void> {
  if (steps.error.concerns(tags)) await steps.error.trigger({ ...event, error }, tags, () => undefined);
}

async function writeRow({ connection }: Context, record: RecordModel): Promise<void> {
  const { dialect } = connection;
  const { collection, values, original } = record;
  const columns: string[] = [];
  const parameters: SqlValue[] = [];
  for (const { name, field, type } of recordFields(collection).fields) {
    const column = type.toColumn(field, values[name] ?? type.zero(field));
    if (original !== null && column === type.toColumn(field, original[name] ?? type.zero(field))) continue;
    columns.push(dialect.quote(name));
    parameters.push(column);
  }
  if (columns.length === 0) return;
  const table = dialect.quote(collection.name);
  try {
    if (original === null) {
      const placeholders = columns.map(() => "?").join(", ");
      await connection.run(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${placeholders})`, parameters);
    } else {
      const assignments = columns.map((column) => `${column} = ?`).join(", ");
      await connection.run(`UPDATE ${table} SET ${assignments} WHERE id = ?`, [...parameters, record.id]);
    }
  } catch (error) {
    throw uniqueViolation(collection, error);
  }
}
