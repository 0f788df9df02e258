import { SqliteConnection } from "./connection.ts";
import { splitScript } from "./split-script.ts";

/** SQLite keeps the number of rows of the statement before for all other statements. */
const WRITES_ROWS = /^\s*(?:INSERT|REPLACE|UPDATE|DELETE|WITH)\b/i;
const CACHE_KIB = 16_000;
const MAX_STATEMENTS = 50;

/**
 * Runs the statements of a script on a connection of its own, in one transaction, and gives how many rows the last of them wrote.
 * A statement alone is not put into a transaction, because some refuse to run in one. What the script sets ends with it.
 */
export function writeScript(file: string, script: string): number {
  const options = { file, role: "writer", cacheKib: CACHE_KIB, maxStatements: MAX_STATEMENTS } as const;
  const connection = new SqliteConnection({ ...options, queryTimeoutMs: Number.POSITIVE_INFINITY });
  try {
    // Others of this process wait for it already; this is for other processes.
    connection.run("PRAGMA busy_timeout = 5000");
    const statements = splitScript(script);
    if (statements.length !== 1) connection.run("BEGIN IMMEDIATE");
    let affectedRows = 0;
    for (const sql of statements) {
      const { changes } = connection.run(sql);
      if (WRITES_ROWS.test(sql)) affectedRows = changes;
    }
    if (connection.isInTransaction) connection.run("COMMIT");
    return affectedRows;
  } finally {
    // What is not committed is rolled back.
    connection.close();
  }
}
