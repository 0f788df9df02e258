import type { SqliteConnection } from "./connection.ts";

interface RootPageRow {
  readonly rootpage: number;
  readonly name: string;
  readonly version: number;
}

/** Programs of statements name a table by the page at which it, or its index, begins. Read once for each version of the schema. */
export class RootPages {
  readonly #reader: SqliteConnection;
  #tables: ReadonlyMap<number, string> = new Map();
  #version: number | null = null;

  constructor(reader: SqliteConnection) {
    this.#reader = reader;
  }

  /** As `connection` sees it, which may have changed the schema without a commit until now. */
  tableAt(connection: SqliteConnection, rootPage: number): string {
    const version = schemaVersion(connection);
    if (version !== this.#version && schemaVersion(this.#reader) !== this.#version) this.#load();
    // A version that is not committed may be that of another schema later.
    const name = version === this.#version ? this.#tables.get(rootPage) : findTable(connection, rootPage);
    return name ?? "sqlite_schema";
  }

  #load(): void {
    const sql = `SELECT rootpage, tbl_name AS name, schema_version AS version
      FROM sqlite_schema, pragma_schema_version WHERE rootpage > 0`;
    const rows = this.#reader.all<RootPageRow>(sql);
    this.#tables = new Map(rows.map(({ rootpage, name }) => [rootpage, name]));
    this.#version = rows[0]?.version ?? null;
  }
}

function schemaVersion(connection: SqliteConnection): number | null {
  return connection.get<{ schema_version: number }>("PRAGMA schema_version")?.schema_version ?? null;
}

function findTable(connection: SqliteConnection, rootPage: number): string | undefined {
  const sql = "SELECT tbl_name AS name FROM sqlite_schema WHERE rootpage = ?";
  return connection.get<{ name: string }>(sql, [rootPage])?.name;
}
