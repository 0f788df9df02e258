import { UniqueConstraintError } from "../engine.ts";

/** The error that callers of the engine see for what SQLite threw. */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = sqliteCode(error);
  if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY") {
    return new UniqueConstraintError(uniqueColumns(error.message), error);
  }
  return error;
}

/** Whether another connection or process holds a lock that the statement needs. */
export function isBusy(error: unknown): boolean {
  const code = error instanceof Error ? sqliteCode(error) : undefined;
  return code === "SQLITE_BUSY" || code === "SQLITE_BUSY_SNAPSHOT" || code === "SQLITE_BUSY_RECOVERY";
}

function sqliteCode(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** `UNIQUE constraint failed: t.a, t.b` */
function uniqueColumns(message: string): string[] {
  const list = message.slice(message.indexOf(": ") + 2);
  return list.split(", ");
}
