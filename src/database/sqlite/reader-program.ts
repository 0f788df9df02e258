/**
 * The program of a reader: one read-only connection that runs what the engine sends, one statement at a time, in a thread or in
 * a process. `embedded-reader-program.ts` makes one text of it and of what it imports.
 */
import { setPriority } from "node:os";
import { Worker, parentPort } from "node:worker_threads";
import type { Row } from "../engine.ts";
import { SqliteConnection } from "./connection.ts";
import { sqliteCode } from "./errors.ts";
import { readTable } from "./read-table.ts";
import {
  type ReaderAnswer,
  type ReaderError,
  type ReaderMessage,
  type ReaderRequest,
  type ReaderResult,
  type ReaderSettings,
  SERVER_PID,
} from "./reader-protocol.ts";
import { runCheckpoint } from "./run-checkpoint.ts";
import { writeScript } from "./write-script.ts";

const CACHE_KIB = 8_000;
const MAX_STATEMENTS = 50;
const LOWER_PRIORITY = 5;
const PARENT_CHECK_MS = 500;

let opened: ReaderSettings | null = null;
let connection: SqliteConnection | null = null;

if (parentPort !== null) {
  const port = parentPort;
  port.on("message", (message: ReaderMessage) => receive(message, (answer) => port.postMessage(answer)));
} else {
  process.on("message", (message: ReaderMessage) => receive(message, (answer) => process.send?.(answer)));
  process.on("disconnect", () => process.exit(0));
  // A terminal sends Ctrl-C to all its processes: the server decides when a statement ends.
  process.on("SIGINT", () => undefined);
  endWithServer();
}

/**
 * A killed server can't end its readers, and one in the middle of a statement hears of nothing: without this it would go on for
 * hours. So a thread of its own looks whether the server is still the parent.
 */
function endWithServer(): void {
  const watch = `const server = ${Number(process.env[SERVER_PID])};
    setInterval(() => { if (process.ppid !== server) process.kill(process.pid, "SIGKILL"); }, ${PARENT_CHECK_MS});`;
  new Worker(watch, { eval: true }).unref();
}

function receive(message: ReaderMessage, reply: (answer: ReaderAnswer) => void): void {
  if ("open" in message) {
    opened = message.open;
    // Of a thread's own priority only Linux knows: elsewhere it would be that of the whole server.
    if (opened.isPatient && (parentPort === null || process.platform === "linux")) setPriority(LOWER_PRIORITY);
  } else if (opened !== null) {
    reply(answer(opened, message.request));
  }
}

function answer(settings: ReaderSettings, request: ReaderRequest): ReaderAnswer {
  try {
    if (request.mode === "checkpoint") {
      runCheckpoint(settings.file);
      return { json: "null" };
    }
    const { file, queryTimeoutMs } = settings;
    const common = { cacheKib: CACHE_KIB, maxStatements: MAX_STATEMENTS };
    // A thread for checkpoints alone has none, which would be left open when it ends.
    connection ??= new SqliteConnection({ file, queryTimeoutMs, role: "reader", ...common });
    const value = execute(connection, request);
    return isJsonSafe(value) ? { json: JSON.stringify(value) } : { value };
  } catch (error) {
    return { error: describeError(error) };
  }
}

function describeError(error: unknown): ReaderError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const errno = error instanceof Error && "errno" in error && typeof error.errno === "number" ? error.errno : undefined;
  return { name, message, code: sqliteCode(error), errno };
}

function execute(reader: SqliteConnection, { mode, sql, parameters, limitMs, maxBytes }: ReaderRequest): ReaderResult {
  if (mode === "all") return reader.all<Row>(sql, parameters, { limitMs, maxBytes });
  if (mode === "get") return reader.get<Row>(sql, parameters, limitMs);
  if (mode === "table") return { table: JSON.stringify(readTable(reader.file, sql, Number(parameters[0]))) };
  if (mode === "write") return { affectedRows: writeScript(reader.file, sql) };
  reader.run(sql, parameters);
  return null;
}

function isJsonSafe(value: ReaderResult): boolean {
  if (value === null) return true;
  for (const row of Array.isArray(value) ? value : [value]) {
    for (const name in row) {
      const cell = row[name];
      if (typeof cell === "number" ? !Number.isFinite(cell) : cell !== null && typeof cell !== "string") return false;
    }
  }
  return true;
}
