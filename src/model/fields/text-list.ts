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
  // The common case needs no list.
  if (typeof raw === "string" && !isMultiple(field) && !raw.includes("[")) return raw.toWellFormed();
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
  if (typeof value === "string" && !isMultiple(field)) return value;
  const texts = textsOf(value);
  return isMultiple(field) ? jsonText(texts) : (texts.at(-1) ?? "");
}

/** The value as a list, whichever form it has. */
export function textsOf(value: FieldValue | undefined): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? textsAmong(value) : [];
}

/** The list itself where it holds nothing else. */
function textsAmong(list: readonly unknown[]): readonly string[] {
  for (const item of list) if (typeof item !== "string") return list.filter((other) => typeof other === "string");
  return list as readonly string[];
}

export function modifyTexts(current: FieldValue, { modifier, raw }: FieldChange): readonly string[] {
  const texts = textsOf(current);
  const operand = toTextList(raw);
  if (modifier === "append") return [...texts, ...operand];
  if (modifier === "prepend") return [...operand, ...texts];
  const removed = new Set(operand);
  return texts.filter((text) => !removed.has(text));
}
