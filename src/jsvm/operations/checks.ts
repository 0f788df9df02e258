import { type FieldErrors, ValidationError } from "../../lib/api-error.ts";
import { columnOf } from "../../model/collections/create-table.ts";
import { parseField } from "../../model/collections/field-json.ts";
import { fieldType } from "../../model/fields/registry.ts";
import { mergeSettings } from "../../model/settings/merge-settings.ts";
import { validateSettings } from "../../model/settings/validate-settings.ts";
import { rawMessage } from "../../lib/go-error-text.ts";
import type { Operations } from "../operation.ts";
import { validateDraft } from "./collections.ts";

/** Checks of parts of settings and collections, which scripts ask for by `validate()`. */
export const checkOperations: Operations = {
  /** Settings, and the names of the part by the way to it. */
  "settings.validate": (call) =>
    onlyPart(call.list(1).map(String), () =>
      validateSettings(mergeSettings(call.context.settings.current(), call.object(0)), call.context.options),
    ),

  /** A draft of a collection, and the way to the part. */
  "collection.validatePart": (call) => onlyPart(call.list(1).map(String), () => validateDraft(call)),

  /** A field in its JSON form, and the record that has the value. */
  async "field.validateValue"(call) {
    const field = parseField(call.object(0));
    const record = call.record(1);
    const type = fieldType(field);
    const value = record.values[field.name] ?? type.zero(field);
    const error = await type.validate(field, value, { context: call.context, record });
    if (error !== null) throw new Error(rawMessage(error));
  },

  "field.columnType": (call) => columnOf(call.context.connection, parseField(call.object(0))).definition,
};

/** Has only the errors of a part count. */
async function onlyPart(path: readonly string[], check: () => Promise<void> | void): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    let part: unknown = error.errors;
    for (const name of path) {
      part = typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined;
    }
    if (part !== undefined) throw new ValidationError(part as FieldErrors);
  }
}
