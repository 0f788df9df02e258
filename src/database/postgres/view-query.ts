import type { ViewQueryReader } from "../schema-dialect.ts";
import type { ViewTable, ViewTableColumn } from "../view-sql/level.ts";
import { tablesOf, translateView } from "../view-sql/translate-view.ts";
import { ROW_ID } from "./schema-reader.ts";

interface ColumnRow {
  readonly table: string;
  /** Null where the table has no columns. */
  readonly name: string | null;
  readonly type: string;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
}

const COLUMNS = `SELECT c.relname::text AS "table", a.attname::text AS "name", format_type(a.atttypid, NULL) AS "type",
  a.attnotnull AS "notNull", COALESCE(i.indisprimary AND i.indnatts = 1, FALSE) AS "primaryKey"
  FROM pg_class c
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace = current_schema()::regnamespace
    AND lower(c.relname) IN (SELECT json_array_elements_text($1::text::json))
  ORDER BY c.oid, a.attnum`;

/** Translates the query of a view by what the tables are that it reads. */
export async function postgresViewQuery(query: string, connection: ViewQueryReader): Promise<string> {
  const names = tablesOf(query);
  const rows = names.length === 0 ? [] : await connection.all<ColumnRow>(COLUMNS, [JSON.stringify(names)]);
  const tables = new Map<string, ViewTable>();
  for (const [table, columns] of Map.groupBy(rows, (row) => row.table))
    tables.set(table.toLowerCase(), tableOf(table, columns));
  return translateView(query, (name) => tables.get(name.toLowerCase()) ?? null).sql;
}

function tableOf(name: string, rows: readonly ColumnRow[]): ViewTable {
  const columns = rows.flatMap((row) => (row.name === null || row.name === ROW_ID ? [] : columnOf(row.name, row)));
  const rowId = rows.some((row) => row.name === ROW_ID) ? ROW_ID : null;
  return { name, columns, rowId, primaryKey: rows.find(({ primaryKey }) => primaryKey)?.name ?? null };
}

function columnOf(name: string, { type, notNull }: ColumnRow): ViewTableColumn {
  switch (type.toLowerCase()) {
    case "text":
      return { name, kind: "text", notNull };
    case "boolean":
      return { name, kind: "boolean", notNull };
    case "double precision":
      return { name, kind: "number", notNull };
    case "bb.json":
      return { name, kind: "json", notNull };
    case "bb.v":
      return { name, kind: "dynamic", notNull };
    // Columns of views that are written for PostgreSQL, and of tables that others have made.
    case "smallint":
    case "integer":
    case "bigint":
    case "real":
    case "numeric":
      return { name, kind: "number", notNull, cast: "float8" };
    default:
      return { name, kind: "text", notNull, cast: "text" };
  }
}
