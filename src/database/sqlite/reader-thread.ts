/**
 * The program of a reader thread: one read-only connection that runs what the engine sends, one statement at a time.
 * `embedded-reader-thread.ts` makes one text of it and of what it imports.
 */
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import type { Row } from "../engine.ts";
import { SqliteConnection } from "./connection.ts";
import { sqliteCode } from "./errors.ts";
import type { ThreadAnswer, ThreadRequest, ThreadResult, ThreadSettings } from "./thread-protocol.ts";

const CACHE_KIB = 8_000;
const MAX_STATEMENTS = 50;
const LOWER_PRIORITY = 5;

// Linux applies it to this thread alone, other systems to the whole process.
if (process.platform === "linux") setPriority(LOWER_PRIORITY);

const connection = new SqliteConnection({
  ...(workerData as ThreadSettings),
  role: "reader",
  cacheKib: CACHE_KIB,
  maxStatements: MAX_STATEMENTS,
});

parentPort?.on("message", (request: ThreadRequest) => parentPort?.postMessage(answer(connection, request)));

function answer(reader: SqliteConnection, request: ThreadRequest): ThreadAnswer {
  try {
    const value = execute(reader, request);
    return isJsonSafe(value) ? { json: JSON.stringify(value) } : { value };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message, code: sqliteCode(error) } };
  }
}

function execute(reader: SqliteConnection, { mode, sql, parameters, limitMs }: ThreadRequest): ThreadResult {
  if (mode === "all") return reader.all<Row>(sql, parameters, limitMs);
  if (mode === "get") return reader.get<Row>(sql, parameters, limitMs);
  reader.run(sql, parameters);
  return null;
}

function isJsonSafe(value: ThreadResult): boolean {
  if (value === null) return true;
  for (const row of Array.isArray(value) ? value : [value]) {
    for (const name in row) {
      const cell = row[name];
      if (typeof cell === "number" ? !Number.isFinite(cell) : cell !== null && typeof cell !== "string") return false;
    }
  }
  return true;
}
