import type { StatRow } from "./schema-copy.ts";
import type { SqliteConnection } from "./connection.ts";

export interface TableFacts {
  readonly name: string;
  readonly isView: boolean;
  readonly sql: string;
  /** Declared types, upper case, by column in small letters. */
  readonly columns: ReadonlyMap<string, { readonly name: string; readonly type: string }>;
  readonly indexes: readonly IndexFacts[];
}

export interface IndexFacts {
  readonly name: string;
  /** Null for one that SQLite made for a key. */
  readonly sql: string | null;
  readonly isPartial: boolean;
  /** In small letters; null for an expression. */
  readonly columns: readonly (string | null)[];
  /** Upper case. */
  readonly collations: readonly string[];
}

interface IndexRow {
  name: string;
  partial: number;
  sql: string | null;
}

interface IndexColumnRow {
  name: string | null;
  coll: string;
}

/** What is known of the tables and views of a database, each asked for once. For a short while: the schema may change. */
export class SchemaFacts {
  readonly #reader: SqliteConnection;
  readonly #tables = new Map<string, TableFacts | null>();

  constructor(reader: SqliteConnection) {
    this.#reader = reader;
  }

  /** Whatever the case of the letters. Null for what is no table and no view. */
  find(name: string): TableFacts | null {
    const key = name.toLowerCase();
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const found = this.#load(key);
    this.#tables.set(key, found);
    return found;
  }

  columnsOf(name: string): ReadonlySet<string> | null {
    const table = this.find(name);
    return table === null ? null : new Set(table.columns.keys());
  }

  statistics(tables: readonly string[]): StatRow[] {
    const has = this.#reader.get("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'");
    if (has === null) return [];
    const sql =
      "SELECT tbl, idx, stat FROM sqlite_stat1 WHERE tbl IN (SELECT value FROM json_each(?)) AND stat IS NOT NULL";
    return this.#reader.all<StatRow>(sql, [JSON.stringify(tables)]);
  }

  #load(key: string): TableFacts | null {
    const found = this.#reader.get<{ name: string; type: string; sql: string | null }>(
      "SELECT name, type, sql FROM sqlite_schema WHERE lower(name) = ? AND type IN ('table', 'view')",
      [key],
    );
    if (found === null || found.sql === null) return null;
    const { name, sql } = found;
    const columns = this.#reader.all<{ name: string; type: string }>("SELECT name, type FROM pragma_table_info(?)", [
      name,
    ]);
    return {
      name,
      isView: found.type === "view",
      sql,
      columns: new Map(
        columns.map((column) => [column.name.toLowerCase(), { ...column, type: column.type.toUpperCase() }]),
      ),
      indexes: this.#indexes(name),
    };
  }

  #indexes(table: string): IndexFacts[] {
    const rows = this.#reader.all<IndexRow>(
      "SELECT l.name, l.partial, s.sql FROM pragma_index_list(?) l JOIN sqlite_schema s ON s.type = 'index' AND s.name = l.name",
      [table],
    );
    return rows.map(({ name, partial, sql }) => {
      const columns = this.#reader.all<IndexColumnRow>("SELECT name, coll FROM pragma_index_xinfo(?) WHERE key = 1", [
        name,
      ]);
      return {
        name,
        sql,
        isPartial: partial === 1,
        columns: columns.map((column) => column.name?.toLowerCase() ?? null),
        collations: columns.map(({ coll }) => coll.toUpperCase()),
      };
    });
  }
}
