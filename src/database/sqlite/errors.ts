import { UniqueConstraintError } from "../engine.ts";

/** The error that callers of the engine see for what SQLite threw. */
export function translateError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY") {
    return new UniqueConstraintError(uniqueColumns(error), error);
  }
  return error;
}

/** Whether the statement needs a lock that another connection or process holds. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith("SQLITE_BUSY") ?? false;
}

/** Whether the statement writes, but its connection may only read. */
export function isReadOnly(error: unknown): boolean {
  return sqliteCode(error)?.startsWith("SQLITE_READONLY") ?? false;
}

/** SQLite's name of the result, such as `SQLITE_CONSTRAINT_NOTNULL`; undefined for errors of other origin. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const GONE = /^no such (?:column|table)|has no column named/;
const MAX_CAUSES = 8;

/**
 * Whether a table or column that the statement names is not there. So it is with statements that are wrong by themselves, too: the
 * caller looks whether the schema has changed.
 */
export function isSchemaError(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    const code = sqliteCode(current);
    if (code === "SQLITE_SCHEMA" || (code === "SQLITE_ERROR" && GONE.test(current.message))) return true;
    current = current.cause;
  }
  return false;
}

/**
 * The columns in `UNIQUE constraint failed: posts.title, posts.slug`. An index over expressions is named as
 * `index 'name'` in their place: no column is to blame then.
 */
function uniqueColumns(error: unknown): string[] {
  const message = error instanceof Error ? error.message : "";
  const list = message.slice(message.indexOf(": ") + 2);
  return list.startsWith("index '") ? [] : list.split(", ");
}
