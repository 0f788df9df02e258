import type { Logger } from "../../lib/log.ts";
import type { PostgresConnection } from "./connection.ts";
import { sqlState } from "./errors.ts";

/** What an engine that speaks PostgreSQL's protocol may lack. */
export interface EngineFeatures {
  readonly hasListen: boolean;
  /** Some have functions of that name that lock nothing. */
  readonly hasAdvisoryLocks: boolean;
  /** Numbers of transactions that count up, and snapshots that tell which of them are under way. */
  readonly hasTransactionNumbers: boolean;
}

export const ALL_FEATURES: EngineFeatures = { hasListen: true, hasAdvisoryLocks: true, hasTransactionNumbers: true };

/** Tries what it has, by two sessions. */
export async function probeFeatures(one: PostgresConnection, other: PostgresConnection): Promise<EngineFeatures> {
  const key = crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
  const isLocked = async (connection: PostgresConnection): Promise<boolean> => {
    const [row] = await connection.query("SELECT pg_try_advisory_lock($1::bigint) AS locked", [key]);
    return row?.["locked"] === true;
  };
  const excludesOthers = async (): Promise<boolean> => {
    const isExclusive = (await isLocked(one)) && !(await isLocked(other));
    await one.query("SELECT pg_advisory_unlock($1::bigint)", [key]);
    return isExclusive;
  };
  const runs = async (script: string): Promise<boolean> => {
    await one.send(script);
    return true;
  };
  return {
    hasListen: await tried(() => runs("LISTEN baobox_probe; UNLISTEN baobox_probe")),
    hasAdvisoryLocks: await tried(excludesOthers),
    hasTransactionNumbers: await tried(() =>
      runs("SELECT pg_current_xact_id(), pg_snapshot_xmin(pg_current_snapshot())"),
    ),
  };
}

/** What the server refuses it lacks; another failure is none of that. */
async function tried(work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (!/^(?:0A|42)/.test(sqlState(error) ?? "")) throw error;
    return false;
  }
}

/** In one line, what is done otherwise than on PostgreSQL itself. */
export function logMissing({ hasListen, hasAdvisoryLocks, hasTransactionNumbers }: EngineFeatures, log: Logger): void {
  const missing = [
    hasListen ? null : "LISTEN (it is asked ten times a second, and nothing that is read from it is kept)",
    hasAdvisoryLocks ? null : "advisory locks (rows of a table are locked)",
    hasTransactionNumbers ? null : "numbers of transactions (a commit is taken to end within two minutes)",
  ].filter((line) => line !== null);
  if (missing.length > 0) log.warn(`the database lacks ${missing.join(", ")}`);
}
