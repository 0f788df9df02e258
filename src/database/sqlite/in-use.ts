import { Database } from "bun:sqlite";
import { isBusy } from "./errors.ts";

/** Whether any connection has the database file open: leaving the write-ahead log needs to be alone. */
export function isInUse(file: string): boolean {
  using database = new Database(file, { readwrite: true });
  database.run("PRAGMA busy_timeout = 0");
  try {
    database.run("PRAGMA journal_mode = DELETE");
    database.run("PRAGMA journal_mode = WAL");
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  }
}
