import type { ColumnInfo, Connection, SchemaReader } from "../engine.ts";

/** Numbers the rows of a table in the order of their insertion, as SQLite does in its own hidden column. */
export const ROW_ID = "_rowid_";

/** Asks the server's catalog; names match without regard to case, as SQLite's do. */
export function postgresSchemaReader(connection: Pick<Connection, "all" | "get">, schemaName: string): SchemaReader {
  return {
    async hasTable(name) {
      const sql = `SELECT 1 AS found FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = to_regnamespace($2) AND lower(relname) = lower($1)`;
      return (await connection.get(sql, [name, schemaName])) !== null;
    },
    async columns(table) {
      const rows = await connection.all<ColumnRow>(COLUMNS, [table, schemaName]);
      return rows.map(columnInfo);
    },
    async indexes(table) {
      return connection.all<{ name: string; sql: string }>(INDEXES, [table, schemaName]);
    },
  };
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly defaultValue: string | null;
}

const COLUMNS = `SELECT a.attname::text AS "name", format_type(a.atttypid, NULL) AS "type", a.attnotnull AS "notNull",
  COALESCE(i.indisprimary, FALSE) AS "primaryKey", pg_get_expr(d.adbin, d.adrelid) AS "defaultValue"
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid AND c.relnamespace = to_regnamespace($2)
  LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE lower(c.relname) = lower($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> '${ROW_ID}'
  ORDER BY c.relname = $1 DESC, a.attnum`;

/** Without those that belong to constraints. */
const INDEXES = `SELECT i.relname::text AS "name", pg_get_indexdef(x.indexrelid) AS "sql"
  FROM pg_index x
  JOIN pg_class t ON t.oid = x.indrelid AND t.relnamespace = to_regnamespace($2)
  JOIN pg_class i ON i.oid = x.indexrelid
  WHERE lower(t.relname) = lower($1) AND i.relname NOT LIKE '\\_ids\\_%' AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid)
  ORDER BY i.oid`;

function columnInfo({ type, ...column }: ColumnRow): ColumnInfo {
  return { ...column, type: type.toUpperCase() };
}
