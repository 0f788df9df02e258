import { ValidationError, type FieldError } from "../../lib/api-error.ts";
import type { Row } from "../../database/engine.ts";
import type { Context } from "../context.ts";
import type { FieldChange, FieldValue } from "../fields/field.ts";
import { recordFields, type BoundField } from "./record-fields.ts";
import type { RecordModel } from "./record.ts";

/** What modifiers (`views+`) made of a stored value since the record was read. */
export interface RowChange {
  readonly steps: readonly FieldChange[];
  readonly result: FieldValue;
}

/** Notes what a modifier has just made of a value; `change` is null where the value was set outright. */
export function noteChange(
  record: RecordModel,
  name: string,
  { change, before }: { readonly change: FieldChange | null; readonly before: FieldValue },
): void {
  if (record.original === null) return;
  const steps = change === null ? null : earlierSteps(record, name, before);
  const result = record.values[name];
  if (change === null || steps === null || result === undefined) record.changes.set(name, null);
  else record.changes.set(name, { steps: [...steps, change], result });
}

/** Null where the value does not come from the stored one by modifiers alone. */
function earlierSteps({ changes, original }: RecordModel, name: string, before: FieldValue): RowChange["steps"] | null {
  const known = changes.get(name);
  if (known === undefined) return before === original?.[name] ? [] : null;
  return known?.result === before ? known.steps : null;
}

/** Has a record remember how its values came about, where they were worked out on a copy of it. */
export function adoptChanges(record: RecordModel, copy: RecordModel): void {
  for (const [name, change] of copy.changes) {
    const result = record.values[name];
    if (change !== null && result !== undefined && result !== record.original?.[name]) {
      record.changes.set(name, { steps: change.steps, result });
    }
  }
}

/** Whether the row may have to be read again before it is written. */
export function hasModified(record: RecordModel): boolean {
  if (!record.hasChanges) return false;
  for (const change of record.changes.values()) if (change !== null) return true;
  return false;
}

/**
 * Makes the changes of modifiers again on the row as it is now, for another update may have come between since the record was
 * read. Needs the transaction that writes. Throws a `ValidationError` where a value is no longer good.
 */
export async function redoChanges(context: Context, record: RecordModel): Promise<void> {
  const pending = recordFields(record.collection).fields.flatMap((bound) => {
    const change = record.changes.get(bound.name);
    // Another value: a hook has decided otherwise.
    return change == null || change.result !== record.values[bound.name] ? [] : [{ bound, change }];
  });
  if (pending.length === 0) return;
  const { connection } = context;
  const columns = pending.map(({ bound }) => connection.dialect.quote(bound.name)).join(", ");
  const table = connection.dialect.quote(record.collection.name);
  const { forUpdate } = connection.dialect.expressions;
  const row = await connection.get<Row>(`SELECT ${columns} FROM ${table} WHERE id = ?${forUpdate}`, [record.id]);
  if (row === null) return;
  const errors: Record<string, FieldError> = {};
  for (const { bound, change } of pending) {
    if (!redo(record, bound, { change, row })) continue;
    const value = record.values[bound.name] ?? bound.type.zero(bound.field);
    const error = await bound.type.validate(bound.field, value, { record, context });
    if (error !== null) errors[bound.name] = error;
  }
  if (Object.keys(errors).length > 0) throw new ValidationError(errors);
}

/** False where the row still has the value that the change began with. */
function redo(record: RecordModel, { name, field, type }: BoundField, now: { change: RowChange; row: Row }): boolean {
  const current = type.fromColumn(field, now.row[name] ?? null);
  const read = record.original?.[name] ?? type.zero(field);
  if (type.toColumn(field, current) === type.toColumn(field, read)) return false;
  record.original = { ...record.original, [name]: current };
  record.values[name] = now.change.steps.reduce((value, step) => type.modify?.(field, value, step) ?? value, current);
  return true;
}
