import type { IndexDefinition, ViewQueryReader } from "../schema-dialect.ts";
import type { ViewTable, ViewTableColumn } from "../view-sql/level.ts";
import { tablesOf, translateExpression, translateView } from "../view-sql/translate-view.ts";
import { ViewSqlError } from "../view-sql/view-sql-error.ts";
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
  const tables = await readTables(tablesOf(query), connection);
  return translateView(query, (name) => tables.get(name.toLowerCase()) ?? null).sql;
}

/** Translates expressions and conditions of an index; what has no translation stays, for it may be PostgreSQL's own. */
export async function postgresIndexQuery(
  index: IndexDefinition,
  connection: ViewQueryReader,
): Promise<IndexDefinition> {
  const isExpression = (name: string): boolean => name.includes("(") || name.includes(" ");
  if (index.where === "" && !index.columns.some(({ name }) => isExpression(name))) return index;
  const name = index.tableName.toLowerCase();
  const table = (await readTables([name], connection)).get(name);
  if (table === undefined) return index;
  const translated = (expression: string, use: "value" | "condition"): string => {
    try {
      return `(${translateExpression(expression, table, use)})`;
    } catch (error) {
      if (error instanceof ViewSqlError) return expression;
      throw error;
    }
  };
  const columns = index.columns.map((column) =>
    isExpression(column.name) ? { ...column, name: translated(column.name, "value") } : column,
  );
  return { ...index, columns, where: index.where === "" ? "" : translated(index.where, "condition") };
}

async function readTables(names: readonly string[], connection: ViewQueryReader): Promise<Map<string, ViewTable>> {
  const rows = names.length === 0 ? [] : await connection.all<ColumnRow>(COLUMNS, [JSON.stringify(names)]);
  const tables = new Map<string, ViewTable>();
  for (const [table, columns] of Map.groupBy(rows, (row) => row.table))
    tables.set(table.toLowerCase(), tableOf(table, columns));
  return tables;
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
    // Quoted, because json is a word of the language.
    case 'bb."json"':
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
