import type { ColumnInfo, Connection, SchemaReader } from "../engine.ts";

/** Asks SQLite's own tables; names match without regard to case, as SQLite's do. */
export function sqliteSchemaReader(connection: Pick<Connection, "all" | "get">): SchemaReader {
  return {
    async hasTable(name) {
      const sql = "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE";
      return (await connection.get(sql, [name])) !== null;
    },
    async columns(table) {
      const rows = await connection.all<TableInfoRow>("SELECT * FROM pragma_table_info(?)", [table]);
      return rows.map(columnInfo);
    },
    async indexes(table) {
      const sql =
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL ORDER BY rowid";
      return connection.all<{ name: string; sql: string }>(sql, [table]);
    },
  };
}

interface TableInfoRow {
  name: string;
  type: string;
  notnull: number;
  pk: number;
  dflt_value: string | null;
}

function columnInfo(row: TableInfoRow): ColumnInfo {
  return {
    name: row.name,
    type: row.type.toUpperCase(),
    notNull: row.notnull !== 0,
    primaryKey: row.pk !== 0,
    defaultValue: row.dflt_value,
  };
}
