import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";

/** So many are read from end to end in some 20 µs. */
const FEW_ROWS = 250;

/** Those that may have more rows than are searched in a moment. Rows are rarely deleted from the end, so one seek a table tells. */
export function findHeavyTables(reader: SqliteConnection, tables: readonly string[]): ReadonlySet<string> {
  if (tables.length === 0) return new Set();
  const bounds = tables.map((table, index) => `(SELECT max(rowid) FROM ${sqliteDialect.quote(table)}) AS "${index}"`);
  try {
    const found = reader.get<Record<string, number | null>>(`SELECT ${bounds.join(", ")}`);
    return new Set(tables.filter((_, index) => (found?.[String(index)] ?? 0) > FEW_ROWS));
  } catch {
    // One of them may have been made by a transaction that is still open.
    return new Set(tables);
  }
}
