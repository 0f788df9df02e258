import { Database } from "bun:sqlite";

/**
 * Moves into the database file what is in its write-ahead log and no reader needs to be there. Waits for nobody: where another process is
 * about it, nothing is done. The connection is its own, because one that stays could be the last one open, which deletes the log.
 */
export function runCheckpoint(file: string): void {
  const database = new Database(file, { readwrite: true });
  try {
    database.run("PRAGMA synchronous = NORMAL");
    database.run("PRAGMA wal_checkpoint(PASSIVE)");
  } finally {
    database.close(true);
  }
}
