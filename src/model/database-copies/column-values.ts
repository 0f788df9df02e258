import type { SqlValue } from "../../database/engine.ts";
import type { ColumnKind } from "../../database/schema-dialect.ts";
import type { Change } from "./copy-report.ts";

/** What a column holds, as both engines store it. Texts that need not be JSON although SQLite calls their column so are `text`. */
export interface CopiedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

type Told = (change: Change) => void;

/**
 * A value as every engine can hold it. SQLite takes any value in any column, so a database may hold what PostgreSQL refuses: that
 * is changed, and told.
 */
export function copiedValue(kind: ColumnKind, value: SqlValue, tell: Told): SqlValue {
  switch (kind) {
    case "boolean":
      return Boolean(value);
    case "number":
      return numberOf(value, tell);
    case "id":
    case "text":
      return value === null ? null : withoutNul(textOf(value), tell);
    case "json":
    case "jsonArray":
    case "geoPoint":
      return value === null ? null : jsonOf(kind, textOf(value), tell);
  }
}

function numberOf(value: SqlValue, tell: Told): SqlValue {
  if (typeof value === "number" || typeof value === "bigint" || value === null) return value;
  const number = Number(textOf(value).trim() || Number.NaN);
  if (!Number.isNaN(number)) return number;
  tell("no number: 0");
  return 0;
}

function jsonOf(kind: "json" | "jsonArray" | "geoPoint", text: string, tell: Told): string | null {
  if (text === "") {
    tell("empty: the default of its column");
    return { json: null, jsonArray: "[]", geoPoint: `{"lon":0,"lat":0}` }[kind];
  }
  if (isJson(text)) return text;
  tell("no JSON: kept as a JSON text");
  return JSON.stringify(withoutNul(text, tell));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function withoutNul(text: string, tell: Told): string {
  if (!text.includes("\0")) return text;
  tell("NUL removed");
  return text.replaceAll("\0", "");
}

const decoder = new TextDecoder();

function textOf(value: Exclude<SqlValue, null>): string {
  return value instanceof Uint8Array ? decoder.decode(value) : String(value);
}
