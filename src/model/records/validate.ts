import { ValidationError, type FieldError } from "../../lib/api-error.ts";
import type { Context } from "../context.ts";
import type { RecordEvent } from "../hook-events.ts";
import { recordFields } from "./record-fields.ts";
import type { RecordModel } from "./record.ts";
import { validateSystemRecord } from "./system-records.ts";

/** Throws a `ValidationError` with the errors of all fields. */
export async function validateRecord(context: Context, record: RecordModel): Promise<void> {
  const { onRecordValidate } = context.hooks;
  const { tags } = recordFields(record.collection);
  if (!onRecordValidate.concerns(tags)) return validateFields({ context, record });
  await onRecordValidate.trigger({ context, record }, tags, validateFields);
}

async function validateFields(event: RecordEvent): Promise<void> {
  const { context, record } = event;
  const errors: Record<string, FieldError> = {};
  for (const { name, field, type } of recordFields(record.collection).fields) {
    const result = type.validate(field, record.values[name] ?? type.zero(field), event);
    // Most types answer at once; awaiting only promises saves a turn of the event loop a field.
    const error = result instanceof Promise ? await result : result;
    if (error !== null) errors[name] = error;
  }
  if (Object.keys(errors).length > 0) throw new ValidationError(errors);
  if (record.collection.system) await validateSystemRecord(context, record);
}
