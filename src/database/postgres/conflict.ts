import { sqlState } from "./errors.ts";

const DEADLOCK = "40P01";
/**
 * A column, table or function is not there, types do not go together: all of them also come of statements that are wrong by
 * themselves, so the caller looks whether the schema has changed.
 */
const SCHEMA_STATES: ReadonlySet<string> = new Set(["42703", "42P01", "42883", "42804", "22P02", "0A000"]);
/** A table or view that was dropped, or made anew, while a statement was planned. */
const GONE = /^(?:could not open relation with OID|cache lookup failed for|relation with OID)/;
const INTERNAL_ERROR = "XX000";
const MAX_CAUSES = 8;

export function conflictOf(error: unknown): "schema" | "deadlock" | null {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    const state = sqlState(current);
    if (state === DEADLOCK) return "deadlock";
    if (state !== undefined && SCHEMA_STATES.has(state)) return "schema";
    if (state === INTERNAL_ERROR && GONE.test(current.message)) return "schema";
    current = current.cause;
  }
  return null;
}
