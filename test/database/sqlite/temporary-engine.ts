import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../src/database/engine.ts";
import { openSqlite, type SqliteOptions } from "../../../src/database/sqlite/open.ts";

interface TemporaryEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly file: string;
  /** Messages logged as errors. */
  readonly errors: string[];
}

/** An engine over a new file, both gone at the end of the block. */
export async function temporaryEngine(options: Partial<SqliteOptions> = {}): Promise<TemporaryEngine> {
  const folder = await mkdtemp(join(tmpdir(), "baobox-database-"));
  const file = join(folder, "test.db");
  const errors: string[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
  const engine = await openSqlite({ file, queryTimeoutMs: 30_000, log, ...options });
  return {
    engine,
    file,
    errors,
    async [Symbol.asyncDispose]() {
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A table `numbers(id, value)` with that many rows. */
export async function createNumbers(engine: Engine, count: number): Promise<void> {
  await engine.run("CREATE TABLE numbers (id INTEGER PRIMARY KEY, value TEXT NOT NULL)");
  const counted =
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?) SELECT n, 'value ' || n FROM c";
  await engine.run(`INSERT INTO numbers ${counted}`, [count]);
}

/** What a rejected promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the promise did not reject with an error");
}
