import { type TSchema, Type } from "@sinclair/typebox";
import { checkCommonOptions } from "./common-options.ts";
import { itemsSchema, listType } from "./describe.ts";
import { collectErrors, noGreaterThan, noLessThan, required } from "./field-errors.ts";
import type { FieldType, FieldWithHelp } from "./field.ts";
import { isMultiple, modifyTexts, normalizeTexts, textsFromColumn, textsOf, textsToColumn } from "./text-list.ts";

export interface SelectField extends FieldWithHelp {
  readonly required: boolean;
  /** Above 1: several values. */
  readonly maxSelect: number;
  readonly values: readonly string[] | null;
}

export const selectField: FieldType<SelectField> = {
  type: "select",
  defaults: { help: "", required: false, maxSelect: 0, values: null },
  columnKind: (field) => (isMultiple(field) ? "jsonArray" : "text"),
  isMultiple,
  hasFewValues: true,
  isParsed: true,
  modifiers: ["append", "prepend", "remove"],
  schema(field) {
    if (isMultiple(field)) return Type.Array(choiceSchema(field, []));
    return choiceSchema(field, field.required ? [] : [""]);
  },
  inputSchema(field) {
    const schema = selectField.schema(field);
    return isMultiple(field) ? { ...schema, uniqueItems: true, maxItems: field.maxSelect } : schema;
  },
  modifierSchema: (field, modifier) => (isMultiple(field) ? itemsSchema(Type.String(), modifier) : null),
  typeText(field) {
    const choice = choiceType(field);
    if (isMultiple(field)) return listType(choice);
    return field.required || choice === "string" ? choice : `${choice} | ""`;
  },
  modifierTypeText(field) {
    const choice = choiceType(field);
    return isMultiple(field) ? `${choice} | ${listType(choice)}` : null;
  },

  validateOptions(field) {
    const values = field.values ?? [];
    const most = Math.max(values.length, 1);
    return collectErrors({
      ...checkCommonOptions(field),
      values: values.length === 0 ? required : null,
      maxSelect: field.maxSelect < 0 ? noLessThan(0) : field.maxSelect > most ? noGreaterThan(most) : null,
    });
  },

  zero: (field) => (isMultiple(field) ? [] : ""),
  normalize: normalizeTexts,
  fromColumn: textsFromColumn,
  toColumn: textsToColumn,

  validate(field, value) {
    const texts = textsOf(value);
    if (texts.length === 0) return field.required ? required : null;
    const maxSelect = Math.max(field.maxSelect, 1);
    if (texts.length > maxSelect) {
      return {
        code: "validation_too_many_values",
        message: `Select no more than ${maxSelect}.`,
        params: { maxSelect },
      };
    }
    const wrong = firstOther(texts, field.values ?? []);
    if (wrong === null) return null;
    return { code: "validation_invalid_value", message: `Invalid value ${wrong}.`, params: { value: wrong } };
  },

  modify: (field, current, change) => normalizeTexts(field, modifyTexts(current, change)),
};

/** A text that is none of the values; null where all are. */
function firstOther(texts: readonly string[], values: readonly string[]): string | null {
  for (const text of texts) if (!values.includes(text)) return text;
  return null;
}

/** One of the values, or of the texts that are allowed beside them. */
function choiceSchema({ values }: SelectField, also: readonly string[]): TSchema {
  if (values === null || values.length === 0) return Type.String();
  return Type.Unsafe({ type: "string", enum: [...values, ...also] });
}

function choiceType({ values }: SelectField): string {
  if (values === null || values.length === 0) return "string";
  return values.map((value) => JSON.stringify(value)).join(" | ");
}
