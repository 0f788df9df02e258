import { quoteString } from "./quote.ts";
import { UntranslatableError } from "./view-sql-error.ts";

/**
 * What a value is, as far as the query tells: `int` and `real` are SQLite's kinds of numbers and `number` is either, known at run time
 * (a column of numbers holds whole ones as integers). All three are float8 on PostgreSQL. `dynamic` is a `bb.v`: a number or a text.
 */
export type Kind = "text" | "json" | "int" | "real" | "number" | "boolean" | "dynamic" | "blob" | "null";

/** SQLite converts what is compared with a column, by the affinity of the column. Expressions have none. */
export type Affinity = "text" | "numeric" | "none";

/** A translated expression. */
export interface Operand {
  /** In parentheses where it could fall apart. */
  readonly sql: string;
  readonly kind: Kind;
  readonly affinity: Affinity;
  readonly isNullable: boolean;
  /** A column as it is: its text has the collation "C" already. */
  readonly isColumn: boolean;
  /** A literal, whose value is known. */
  readonly constant: string | number | boolean | undefined;
  readonly collation: "binary" | "nocase" | "rtrim";
  /** A text that SQLite takes for JSON where it is put into JSON, because a function of JSON made it. */
  readonly isJsonValue: boolean;
  /** How it is put into JSON, where that is not as the number or text that it is. */
  readonly jsonSql?: string;
}

/** Some expressions stand twice in their translation, so that a short query of many levels could become a huge one. */
const MAX_LENGTH = 1_000_000;

export function operand(sql: string, kind: Kind, more: Partial<Operand> = {}): Operand {
  if (sql.length > MAX_LENGTH) {
    throw new UntranslatableError(0, `the translation of the query is longer than ${MAX_LENGTH} characters`);
  }
  const usual = { affinity: "none", isNullable: true, isColumn: false, constant: undefined } as const;
  return { sql, kind, ...usual, collation: "binary", isJsonValue: false, ...more };
}

export function textLiteral(text: string): Operand {
  return operand(`${quoteString(text)}::text`, "text", { isNullable: false, constant: text });
}

export function numberLiteral(value: number, kind: "int" | "real"): Operand {
  const text = Number.isFinite(value) ? String(value) : "'Infinity'";
  return operand(`${text}::float8`, kind, { isNullable: false, constant: value });
}

export const nullLiteral: Operand = operand("NULL::text", "null");

export function isNumber({ kind }: { readonly kind: Kind }): boolean {
  return kind === "int" || kind === "real" || kind === "number";
}

export function asNumber(value: Operand): Operand {
  const { sql, kind } = value;
  const kept = { isNullable: value.isNullable };
  switch (kind) {
    case "boolean":
      return operand(`(${sql})::int::float8`, "int", kept);
    case "null":
      return operand("NULL::float8", "number");
    case "dynamic":
      return operand(`bb.num(${sql})`, "number", kept);
    case "int":
    case "real":
    case "number":
      return value;
    case "text":
    case "json":
    case "blob":
      return operand(`bb.num(bb.t(${asText(value).sql}))`, "number", kept);
  }
}

export function asText(value: Operand): Operand {
  const { sql, kind } = value;
  const kept = { isNullable: value.isNullable, isJsonValue: value.isJsonValue };
  switch (kind) {
    case "text":
      return value;
    case "null":
      return operand("NULL::text", "text");
    case "int":
    case "number":
      return operand(`bb.num_text(${sql})`, "text", kept);
    case "real":
      return operand(`bb.real_text(${sql})`, "text", kept);
    case "boolean":
      return operand(`(${sql})::int::text`, "text", kept);
    case "dynamic":
      return operand(`bb.txt(${sql})`, "text", kept);
    case "json":
      return operand(`(${sql})::text`, "text", kept);
    case "blob":
      return operand(`convert_from(${sql}, 'UTF8')`, "text", kept);
  }
}

/** As a condition: SQLite takes every number but 0 for true, and texts as the number that they start with. */
export function asBoolean(value: Operand): Operand {
  if (value.kind === "boolean") return value;
  if (value.kind === "null") return operand("NULL::boolean", "boolean");
  return operand(`(${asNumber(value).sql} <> 0)`, "boolean", { isNullable: value.isNullable });
}

export function asDynamic(value: Operand): Operand {
  const { kind, sql, isNullable } = value;
  if (kind === "dynamic") return value;
  if (kind === "null") return operand("NULL::bb.v", "dynamic");
  if (kind === "text" || kind === "blob") return operand(`bb.t(${asText(value).sql})`, "dynamic", { isNullable });
  if (kind === "json") {
    const text = asText(value).sql;
    return operand(value.affinity === "numeric" ? `bb.numaff(${text})` : `bb.t(${text})`, "dynamic", { isNullable });
  }
  return operand(`bb.n(${kind === "boolean" ? asNumber(value).sql : sql})`, "dynamic", { isNullable });
}

export function asKind(value: Operand, kind: Kind): Operand {
  switch (kind) {
    case "text":
      return asText(value);
    case "int":
    case "real":
    case "number":
      return { ...asNumber(value), kind };
    case "boolean":
      return asBoolean(value);
    case "dynamic":
      return asDynamic(value);
    case "json":
      return value.kind === "json" ? value : operand(asText(value).sql, "json", { isJsonValue: value.isJsonValue });
    case "blob":
    case "null":
      return value.kind === "null" ? operand("NULL::text", "null") : value;
  }
}

/** The kind that holds the values of all: of branches of a CASE, or of a column of several combined queries. */
export function commonKind(values: readonly Operand[]): Kind {
  const known = values.filter(({ kind }) => kind !== "null");
  const kinds = new Set(known.map(({ kind }) => kind));
  const [first, ...others] = kinds;
  if (first === undefined) return "text";
  if (others.length === 0) return first;
  // A column of JSON holds numbers as such.
  if (known.some(({ kind, affinity }) => kind === "json" && affinity === "numeric")) return "dynamic";
  const isOnly = (...allowed: readonly Kind[]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  if (isOnly("int", "boolean")) return "int";
  if (isOnly("int", "real", "number", "boolean")) return "number";
  return isOnly("text", "json") ? "text" : "dynamic";
}

/** What is compared, ordered and grouped by: texts in the collation of SQLite, stored JSON by its value. */
export function comparable(value: Operand): Operand {
  if (value.kind === "json" && value.affinity === "numeric") return asDynamic(value);
  if (value.kind !== "text" && value.kind !== "json") return value;
  const text = asText(value);
  if (value.collation === "nocase") return { ...text, sql: `lower(${text.sql} COLLATE "C")`, isColumn: false };
  if (value.collation === "rtrim") return { ...text, sql: `(rtrim(${text.sql}) COLLATE "C")`, isColumn: false };
  return value.isColumn ? text : { ...text, sql: `(${text.sql} COLLATE "C")` };
}
