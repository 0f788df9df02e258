import type { CollectionField } from "pocketbase";
import { text } from "../../texts/text.ts";
import { cellText } from "./parse-rows.ts";
import type { ParsedFile } from "./parse-rows.ts";
import { isServerDate } from "./server-dates.ts";

/** The field for each column of the file; columns without one are left out. */
export type Mapping = Readonly<Record<string, string>>;

export interface RowError {
  /** As people count them, from 1, without the head. */
  readonly row: number;
  /** Empty where it is about the row as a whole. */
  readonly field: string;
  readonly message: string;
}

export interface ReadyRow {
  readonly row: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Checked {
  readonly ready: readonly ReadyRow[];
  readonly errors: readonly RowError[];
}

/** Columns go to the field of the same name, whatever its case and blanks. */
export function guessMapping(columns: readonly string[], fields: readonly CollectionField[]): Mapping {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, "");
  return Object.fromEntries(
    columns.map((column) => [column, fields.find(({ name }) => plain(name) === plain(column))?.name ?? ""]),
  );
}

/** Checks what can be checked here; the server checks everything again. */
export function checkRows(
  { rows, wrongRows }: Pick<ParsedFile, "rows" | "wrongRows">,
  mapping: Mapping,
  fields: readonly CollectionField[],
): Checked {
  const ready: ReadyRow[] = [];
  const errors: RowError[] = [];
  const mapped = Object.entries(mapping).flatMap(([column, name]) => {
    const field = fields.find((one) => one.name === name);
    return field === undefined ? [] : [{ column, field }];
  });
  const missing = fields.filter(
    ({ name, required, type }) =>
      required && name !== "id" && type !== "bool" && !Object.values(mapping).includes(name),
  );
  for (const [index, source] of rows.entries()) {
    const row = index + 1;
    const message = wrongRows.get(index);
    if (message !== undefined) {
      // Nobody knows which of its values belongs to which column.
      errors.push({ row, field: "", message });
      continue;
    }
    const body: Record<string, unknown> = {};
    const wrong = missing.map(({ name }): RowError => ({ row, field: name, message: text.import.required }));
    for (const { column, field } of mapped) {
      const { value, problem } = convert(field, source[column]);
      if (problem !== undefined) wrong.push({ row, field: field.name, message: problem });
      else if (value !== undefined) body[field.name] = value;
    }
    if (body["password"] !== undefined) body["passwordConfirm"] = body["password"];
    if (wrong.length > 0) errors.push(...wrong);
    else ready.push({ row, body });
  }
  return { ready, errors };
}

interface Converted {
  /** Undefined: leave it to the server. */
  readonly value?: unknown;
  readonly problem?: string;
}

function convert(field: CollectionField, raw: unknown): Converted {
  const isEmpty = raw === undefined || raw === null || raw === "";
  if (isEmpty) return field["required"] === true && field.name !== "id" ? { problem: text.import.required } : {};
  const typed = typeof raw === "string" ? raw.trim() : raw;
  switch (field.type) {
    case "number":
      return Number.isFinite(Number(typed)) ? { value: Number(typed) } : { problem: text.import.notNumber };
    case "bool":
      return toBool(typed);
    case "date":
      return typeof typed === "string" && isServerDate(typed) ? { value: typed } : { problem: text.import.notDate };
    case "json":
    case "geoPoint":
      return parseValue(typed, raw);
    case "select":
      return toOptions(field, toList(typed));
    case "relation":
      return { value: isMultiple(field) ? toList(typed) : (toList(typed)[0] ?? "") };
    default:
      return { value: cellText(raw) };
  }
}

function toBool(typed: unknown): Converted {
  const word = cellText(typed).toLowerCase();
  if (["true", "1", "yes", "y", "on"].includes(word)) return { value: true };
  return ["false", "0", "no", "n", "off"].includes(word) ? { value: false } : { problem: text.import.notBool };
}

function parseValue(typed: unknown, raw: unknown): Converted {
  if (typeof typed !== "string") return { value: raw };
  try {
    return { value: JSON.parse(typed) as unknown };
  } catch {
    return { problem: text.record.invalidJson };
  }
}

function toOptions(field: CollectionField, chosen: readonly string[]): Converted {
  const options = field["values"] as string[];
  const unknown = chosen.find((one) => !options.includes(one));
  if (unknown !== undefined) return { problem: text.import.notOption(unknown) };
  return { value: isMultiple(field) ? chosen : (chosen[0] ?? "") };
}

/** A JSON array, or texts between commas. */
function toList(typed: unknown): string[] {
  if (Array.isArray(typed)) return typed.map(cellText);
  const word = cellText(typed);
  if (word.startsWith("[")) {
    try {
      return (JSON.parse(word) as unknown[]).map(cellText);
    } catch {
      return [word];
    }
  }
  return word
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

function isMultiple(field: CollectionField): boolean {
  return Number(field["maxSelect"] ?? 1) > 1;
}
