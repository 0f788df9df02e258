import type { SqlValue } from "../../database/engine.ts";
import { toTextList } from "../../lib/convert.ts";
import { jsonText } from "../../lib/json-text.ts";
import type { FieldChange, FieldValue } from "./field.ts";
import { columnText } from "./text-column.ts";

/** What select and relation fields share: their value is one text or, with `maxSelect` above 1, a list of distinct ones. */
export interface SelectingField {
  readonly maxSelect: number;
}

export function isMultiple(field: SelectingField): boolean {
  return field.maxSelect > 1;
}

/** Of several texts, a single value is the last one. */
export function normalizeTexts(field: SelectingField, raw: unknown): FieldValue {
  const texts = toTextList(raw);
  return isMultiple(field) ? texts : (texts.at(-1) ?? "");
}

export function textsFromColumn(field: SelectingField, value: SqlValue): FieldValue {
  if (value === null || value === "") return isMultiple(field) ? [] : "";
  // The common cases need no conversion.
  if (typeof value === "string" && !value.includes("[")) return isMultiple(field) ? [value] : value;
  return normalizeTexts(field, columnText(value));
}

export function textsToColumn(field: SelectingField, value: FieldValue): SqlValue {
  const texts = textsOf(value);
  return isMultiple(field) ? jsonText(texts) : (texts.at(-1) ?? "");
}

/** The value as a list, whichever form it has. */
export function textsOf(value: FieldValue | undefined): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export function modifyTexts(current: FieldValue, { modifier, raw }: FieldChange): readonly string[] {
  const texts = textsOf(current);
  const operand = toTextList(raw);
  if (modifier === "append") return [...texts, ...operand];
  if (modifier === "prepend") return [...operand, ...texts];
  const removed = new Set(operand);
  return texts.filter((text) => !removed.has(text));
}
