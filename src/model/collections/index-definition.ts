import type { IndexColumn, IndexDefinition } from "../../database/schema-dialect.ts";
import { splitOutside } from "./split-outside.ts";

const INDEX =
  /create\s+(unique\s+)?\s*index\s*(if\s+not\s+exists\s+)?(\S*)\s+on\s+(\S*)\s*\(([\s\S]*)\)(?:\s*where\s+([\s\S]*))?/i;
const COLUMN = /^([\s\S]+?)(?:\s+collate\s+([\w]+))?(?:\s+(asc|desc))?$/i;

/** Reads a CREATE INDEX statement; null where it lacks a name, a table or columns. */
export function parseIndex(sql: string): IndexDefinition | null {
  const definition = parseParts(sql);
  return isValid(definition) ? definition : null;
}

/** The statement over another table, or null where the text is no valid one but for its table. */
export function parseIndexOf(sql: string, tableName: string): IndexDefinition | null {
  const definition = { ...parseParts(sql), tableName };
  return isValid(definition) ? definition : null;
}

function parseParts(sql: string): IndexDefinition {
  const [, unique = "", optional = "", name = "", table = "", columns = "", where = ""] = INDEX.exec(sql) ?? [];
  const names = splitOutside(name, ".").map(unquote);
  return {
    unique: unique.trim() !== "",
    optional: optional.trim() !== "",
    schemaName: names.length === 2 ? (names[0] ?? "") : "",
    indexName: (names.length === 2 ? names[1] : names[0]) ?? "",
    tableName: unquote(table),
    columns: splitOutside(columns, ",").flatMap(parseColumn),
    where: where.trim(),
  };
}

/** The first unique index over nothing but that column; a condition (WHERE) does not matter. */
export function findUniqueIndex(indexes: readonly string[], column: string): IndexDefinition | undefined {
  for (const sql of indexes) {
    const parsed = parseIndexOf(sql, "table");
    const [only, ...others] = parsed?.columns ?? [];
    if (parsed?.unique && others.length === 0 && only?.name.toLowerCase() === column.toLowerCase()) return parsed;
  }
  return undefined;
}

function isValid({ indexName, tableName, columns }: IndexDefinition): boolean {
  return indexName !== "" && tableName !== "" && columns.length > 0;
}

function parseColumn(text: string): IndexColumn[] {
  const [, name = "", collate = "", sort = ""] = COLUMN.exec(text) ?? [];
  const direction = sort.toUpperCase();
  const plain = unquote(name);
  if (plain === "") return [];
  return [{ name: plain, collate: collate.trim(), sort: direction === "ASC" || direction === "DESC" ? direction : "" }];
}

/** Without the quotes, brackets and spaces around it. */
function unquote(text: string): string {
  return text.replaceAll(/^[`"'[\]\s]+|[`"'[\]\s]+$/g, "");
}
