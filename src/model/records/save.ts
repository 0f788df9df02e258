// The one way of a record into its table, with hooks, files and the transaction in PocketBase's order.
//
// Called by the records API, batches, sign-ups, plugins, hook files and migrations. The order: fields prepare their values;
// `onRecordCreate` (or `Update`) around validation and `…Execute`; passwords are hashed and files stored before the transaction
// begins, so that it stays short; the row is written; the hooks of success run after the commit. Must stay true: a failure at
// any step leaves neither a row nor a file, and inside a transaction of the caller the outcome is only known at its end
// (`watchTransaction`).
import { andThen, andThenWith } from "../../lib/and-then.ts";
import type { Hook } from "../../lib/hook.ts";
import { afterTransaction, inTransaction, type Context } from "../context.ts";
import type { RecordErrorEvent, RecordEvent } from "../hook-events.ts";
import type { Hooks } from "../hooks.ts";
import { checkAuthIdIsFree, checkTokenKey, refreshTokenKey } from "./auth-record.ts";
import { hashPasswords } from "./password.ts";
import { type BoundField, recordFields } from "./record-fields.ts";
import { deleteFiles, droppedFiles, nameStoredFiles, storeNewFiles } from "./record-files.ts";
import type { RecordModel } from "./record.ts";
import { hasModified, redoChanges } from "./row-changes.ts";
import { beforeSystemRecordSave, afterSystemRecordSave } from "./system-records.ts";
import { validateRecord } from "./validate.ts";
import { noteOrder } from "./commit-order.ts";
import { messageOf, noteRules, tellChange } from "./tell-change.ts";
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
  return new Saving(context, record, options).run();
}

/** One record on its way. A class, because a batch saves many, and functions within a function are made anew for each. */
class Saving {
  /** The values as stored so far; null for a new record. */
  readonly before: RecordModel["original"];
  readonly options: SaveOptions;
  /** Files that were stored for values of the record, to be deleted if it is not written after all. */
  storedFiles: readonly string[] = [];
  /** That of the caller: handlers may put the event into a transaction of theirs. */
  readonly #context: Context;
  readonly #event: RecordEvent;
  readonly #operation: "create" | "update";
  readonly #steps: Steps;
  readonly #tags: readonly string[];

  constructor(context: Context, record: RecordModel, options: SaveOptions) {
    this.before = record.original;
    this.options = options;
    this.#context = context;
    this.#event = { context, record };
    this.#operation = record.isNew ? "create" : "update";
    this.#steps = stepsOf(context.hooks)[this.#operation];
    this.#tags = recordFields(record.collection).tags;
  }

  run(): void | Promise<void> {
    let working: void | Promise<void>;
    try {
      working = andThenWith(prepare(this.#event.record, this.#operation), this, runPrepared);
    } catch (error) {
      return this.#fail(error);
    }
    return working instanceof Promise ? this.#finish(working) : this.#conclude();
  }

  runPrepared(): void | Promise<void> {
    const { before } = this.#steps;
    return before.concerns(this.#tags) ? this.#throughHandlers() : this.validateAndWrite(this.#event);
  }

  #throughHandlers(): Promise<void> {
    return this.#steps.before.trigger(this.#event, this.#tags, (current) =>
      // Handlers may have changed what the fields had prepared.
      andThen(prepare(current.record, this.#operation), () => this.validateAndWrite(current)),
    );
  }

  validateAndWrite({ context, record }: RecordEvent): void | Promise<void> {
    const validating = this.options.validates === false ? undefined : validateRecord(context, record);
    return andThenWith(validating, this, execute);
  }

  execute(): void | Promise<void> {
    const hook = this.#steps.execute;
    const { tags } = recordFields(this.#event.record.collection);
    return hook.concerns(tags) ? this.#executeThroughHandlers(tags) : write(this.#event, this);
  }

  #executeThroughHandlers(tags: readonly string[]): Promise<void> {
    return this.#steps.execute.trigger(this.#event, tags, (executing) => write(executing, this));
  }

  #finish(working: Promise<void>): Promise<void> {
    return working.then(
      () => this.#conclude(),
      (error: unknown) => this.#fail(error),
    );
  }

  async #fail(error: unknown): Promise<never> {
    await this.#undo(this.#event);
    await this.#failed({ ...this.#event, context: this.#context }, error);
    throw error;
  }

  #conclude(): void | Promise<void> {
    if (this.#context.transaction === null) return this.#succeeded(this.#event);
    this.#watchTransaction();
  }

  /** Inside a transaction of others, success and failure are known at its end only. */
  #watchTransaction(): void {
    const context = this.#context;
    const { success, error } = this.#steps;
    if (success.concerns(this.#tags)) {
      afterTransaction(context, "commit", (outer) => this.#succeeded({ ...this.#event, context: outer }));
    }
    if (this.storedFiles.length === 0 && this.before !== null && !error.concerns(this.#tags)) return;
    afterTransaction(context, "rollback", async (outer, reason) => {
      const undone = { ...this.#event, context: outer };
      await this.#undo(undone);
      await this.#failed(undone, reason);
    });
  }

  async #undo({ context, record }: RecordEvent): Promise<void> {
    record.original = this.before;
    await deleteFiles(context, record, this.storedFiles);
  }

  #succeeded(event: RecordEvent): void | Promise<void> {
    const { success } = this.#steps;
    if (success.concerns(this.#tags)) return success.trigger(event, this.#tags, NOTHING);
  }

  async #failed(event: RecordEvent, error: unknown): Promise<void> {
    const hook = this.#steps.error;
    if (hook.concerns(this.#tags)) await hook.trigger({ ...event, error }, this.#tags, NOTHING);
  }
}

function runPrepared(saving: Saving): void | Promise<void> {
  return saving.runPrepared();
}

function execute(saving: Saving): void | Promise<void> {
  return saving.execute();
}

interface Steps {
  readonly before: Hook<RecordEvent>;
  readonly execute: Hook<RecordEvent>;
  readonly success: Hook<RecordEvent>;
  readonly error: Hook<RecordErrorEvent>;
}

interface StepsByOperation {
  readonly create: Steps;
  readonly update: Steps;
}

const knownSteps = new WeakMap<Hooks, StepsByOperation>();

function stepsOf(hooks: Hooks): StepsByOperation {
  const known = knownSteps.get(hooks);
  if (known !== undefined) return known;
  const create = {
    before: hooks.onRecordCreate,
    execute: hooks.onRecordCreateExecute,
    success: hooks.onRecordAfterCreateSuccess,
    error: hooks.onRecordAfterCreateError,
  };
  const update = {
    before: hooks.onRecordUpdate,
    execute: hooks.onRecordUpdateExecute,
    success: hooks.onRecordAfterUpdateSuccess,
    error: hooks.onRecordAfterUpdateError,
  };
  const steps = { create, update };
  knownSteps.set(hooks, steps);
  return steps;
}

function prepare(record: RecordModel, operation: "create" | "update", start = 0): void | Promise<void> {
  const { preparing } = recordFields(record.collection);
  for (let index = start; index < preparing.length; index++) {
    const { field, type } = preparing[index] as BoundField;
    const working = type.beforeSave?.(field, record, operation);
    if (working instanceof Promise) return prepareRest(working, record, { operation, start: index + 1 });
  }
}

interface Rest {
  readonly operation: "create" | "update";
  readonly start: number;
}

function prepareRest(working: Promise<void>, record: RecordModel, { operation, start }: Rest): Promise<void> {
  return working.then(() => prepare(record, operation, start));
}

function write(event: RecordEvent, saving: Saving): void | Promise<void> {
  const { record } = event;
  const { collection } = record;
  const { writing, ofType } = recordFields(collection);
  for (const { field, type } of writing) type.beforeWrite?.(field, record, record.isNew ? "create" : "update");
  // Nothing belongs to the record but its row.
  const isRow =
    collection.type !== "auth" &&
    saving.options.tokenKey === undefined &&
    ofType("password").length + ofType("file").length === 0 &&
    !hasModified(record);
  const working = isRow ? writeAlone(event) : writeWithOthers(event, saving);
  return andThenWith(working, event, noteWritten);
}

function noteWritten({ context, record }: RecordEvent): void {
  noteRules(context, record);
  nameStoredFiles(record);
  record.original = { ...record.values };
  record.forgetChanges();
}

/** Without a promise in a transaction that answers in place. */
function writeAlone(event: RecordEvent): void | Promise<void> {
  const { context, record } = event;
  if (context.transaction === null) return writeRow(context, record, messageOf(context, record, actionOf(record)));
  return andThenWith(writeRow(context, record), event, tellRow);
}

function tellRow({ context, record }: RecordEvent): void {
  noteOrder(context, record);
  tellChange(context, record, actionOf(record));
}

function actionOf(record: RecordModel): "create" | "update" {
  return record.isNew ? "create" : "update";
}

/** Passwords are hashed and files are stored before the transaction begins, so that it is short. */
async function writeWithOthers({ context, record }: RecordEvent, saving: Saving): Promise<void> {
  const { tokenKey } = saving.options;
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
    tellChange(transaction, record, actionOf(record));
    if (isAuth) await afterSystemRecordSave(transaction, record, saving.before);
    if (dropped.length > 0) afterTransaction(transaction, "commit", (outer) => deleteFiles(outer, record, dropped));
  };
  await inTransaction(context, writeAll, { sharesCommit: true, writesOnce: !isAuth && !record.collection.system });
}

const NOTHING = (): void => undefined;
