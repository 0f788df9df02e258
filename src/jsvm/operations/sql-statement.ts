import type { Dialect, SqlValue, Statement } from "../../database/engine.ts";

const PLACEHOLDER = /\{:(\w+)\}/g;
const QUOTED = /\{\{([\w\-. ]+)\}\}|\[\[([\w\-. ]+)\]\]/g;

/** SQL with `?` and its values, from a text with `{:name}`, `{{table}}` and `[[column]]`. */
export function compileStatement(text: string, values: Readonly<Record<string, unknown>>, dialect: Dialect): Statement {
  const parameters: SqlValue[] = [];
  const sql = text
    .replaceAll(PLACEHOLDER, (_placeholder, name: string) => {
      if (!Object.hasOwn(values, name)) throw new Error(`Named parameter not found: ${name}`);
      parameters.push(sqlValue(values[name], parameters.length + 1));
      return "?";
    })
    .replaceAll(QUOTED, (_all, table?: string, column?: string) => quoted(table ?? column ?? "", dialect));
  return { sql, parameters };
}

function sqlValue(value: unknown, place: number): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  const { bytes, type } = value as { bytes?: string; type?: string };
  if (bytes !== undefined) return Uint8Array.fromBase64(bytes);
  throw new Error(`sql: converting argument $${place} type: unsupported type ${type ?? typeof value}`);
}

/** Each part of a name by itself. */
function quoted(name: string, dialect: Dialect): string {
  return name
    .split(".")
    .map((part) => (part === "*" ? part : dialect.quote(part)))
    .join(".");
}
