import type { Statement } from "../engine.ts";

const ADVISORY = "SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) AS l) AS locks";
const ROW = "SELECT 1 AS locked FROM (SELECT bb.lock_row($1) AS l) AS locks";

/** Waits until no other transaction holds the lock of that name, and holds it until the end. */
export function namedLock(name: string, hasAdvisoryLocks: boolean): Statement {
  return { sql: hasAdvisoryLocks ? ADVISORY : ROW, parameters: [`baobox:${name}`] };
}
