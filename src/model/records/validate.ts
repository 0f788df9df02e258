import { ValidationError, type FieldError } from "../../lib/api-error.ts";
import type { Context } from "../context.ts";
import type { RecordEvent } from "../hook-events.ts";
import type { FieldType } from "../fields/field.ts";
import { recordFields, type BoundField } from "./record-fields.ts";
import type { RecordModel } from "./record.ts";
import { validateSystemRecord } from "./system-records.ts";

/** Throws a `ValidationError` with the errors of all fields. Without a promise where nothing is waited for. */
export function validateRecord(context: Context, record: RecordModel): void | Promise<void> {
  const { onRecordValidate } = context.hooks;
  const { tags } = recordFields(record.collection);
  if (!onRecordValidate.concerns(tags)) return validateFields({ context, record });
  return onRecordValidate.trigger({ context, record }, tags, validateFields);
}

type FieldErrorsByName = Record<string, FieldError>;

function validateFields(event: RecordEvent): void | Promise<void> {
  const errors: FieldErrorsByName = {};
  const { fields } = recordFields(event.record.collection);
  // Most types answer at once.
  for (let index = 0; index < fields.length; index++) {
    const bound = fields[index] as BoundField;
    const result = validateField(event, bound);
    if (result instanceof Promise) return validateRest(event, { errors, index, result });
    if (result !== null) errors[bound.name] = result;
  }
  return conclude(event, errors);
}

interface Begun {
  readonly errors: FieldErrorsByName;
  /** Of the field that has to be waited for. */
  readonly index: number;
  readonly result: Promise<FieldError | null>;
}

async function validateRest(event: RecordEvent, { errors, index, result }: Begun): Promise<void> {
  const { fields } = recordFields(event.record.collection);
  let waiting: FieldError | null | Promise<FieldError | null> = result;
  for (const [step, bound] of fields.slice(index).entries()) {
    if (step > 0) waiting = validateField(event, bound);
    const error: FieldError | null = waiting instanceof Promise ? await waiting : waiting;
    if (error !== null) errors[bound.name] = error;
  }
  await conclude(event, errors);
}

function validateField(event: RecordEvent, { name, field, type }: BoundField): ReturnType<FieldType["validate"]> {
  return type.validate(field, event.record.values[name] ?? type.zero(field), event);
}

function conclude({ context, record }: RecordEvent, errors: FieldErrorsByName): void | Promise<void> {
  for (const _ in errors) throw new ValidationError(errors);
  if (record.collection.system) return validateSystemRecord(context, record);
}
