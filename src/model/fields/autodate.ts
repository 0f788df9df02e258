import type { FieldError } from "../../lib/api-error.ts";
import { isDateText, nowText, parseDate } from "../../lib/dates.ts";
import { DateText } from "../wire-types.ts";
import { checkCommonOptions } from "./common-options.ts";
import { collectErrors } from "./field-errors.ts";
import type { FieldBase, FieldOwner, FieldType } from "./field.ts";

export interface AutodateField extends FieldBase {
  readonly onCreate: boolean;
  readonly onUpdate: boolean;
}

export const autodateField: FieldType<AutodateField> = {
  type: "autodate",
  defaults: { onCreate: false, onUpdate: false },
  columnKind: () => "text",
  modifiers: [],
  isJsonValue: isDateText,
  schema: () => DateText,
  typeText: () => "DateText",
  validateOptions,
  zero: () => "",
  // What a client sends is ignored (`ignoresInput` of record-values.ts); hooks may set the value.
  normalize: (_field, raw) => parseDate(raw),
  fromColumn: (_field, value) => parseDate(value),
  toColumn: (_field, value) => (typeof value === "string" ? value : ""),
  validate: () => null,

  /** A date that a hook set stays. */
  beforeWrite(field, record, operation) {
    const isWanted = operation === "create" ? field.onCreate : field.onUpdate;
    if (!isWanted) return;
    const before = record.original?.[field.name] ?? "";
    if (record.text(field.name) === before) record.values[field.name] = nowText();
  },
};

const neither: FieldError = {
  code: "validation_required",
  message: "Either onCreate or onUpdate must be enabled.",
};

function validateOptions(field: AutodateField, owner: FieldOwner) {
  const stored = owner.original?.fields.find(({ id }) => id === field.id);
  const before = stored?.type === "autodate" ? (stored as AutodateField) : field;
  return collectErrors({
    ...checkCommonOptions(field),
    onCreate: checkFlag(field, "onCreate", before),
    onUpdate: checkFlag(field, "onUpdate", before),
  });
}

function checkFlag(field: AutodateField, flag: "onCreate" | "onUpdate", before: AutodateField): FieldError | null {
  if (field.system && field[flag] !== before[flag]) {
    return { code: "validation_values_mismatch", message: "Values don't match." };
  }
  return field.onCreate || field.onUpdate ? null : neither;
}
