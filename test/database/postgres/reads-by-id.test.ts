// Records that are asked for by id at once are read by one statement: what comes back, what errors and locks of one are to others.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SQL } from "bun";
import type { Engine, ReadById, Row } from "../../../src/database/engine.ts";
import { postgresDialect } from "../../../src/database/postgres/dialect.ts";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog } from "../../support/test-app.ts";

const { inIds } = postgresDialect.expressions;
if (inIds === null) throw new Error("PostgreSQL reads several");

const ROWS: ReadById = {
  one: `SELECT "id", "n" FROM "posts" WHERE "id" = $1 LIMIT 1`,
  several: `SELECT "id", "n" FROM "posts" WHERE ${inIds('"id"', "$1")}`,
};
/** Fails for rows whose number is 0. */
const FAILING: ReadById = {
  one: `SELECT "id" FROM "posts" WHERE "id" = $1 AND 1 / "n"::int > $2::int - 2 LIMIT 1`,
  several: `SELECT "id" FROM "posts" WHERE ${inIds('"id"', "$1")} AND 1 / "n"::int > $2::int - 2`,
};
const ODD_IDS = [`a"b`, `a\\b`, "null", "NULL", "a,b", "{}", "", "ä 🎉"];

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function open(): Promise<Engine & AsyncDisposable & { readonly url: string }> {
  const url = await server.createDatabase();
  const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 2_000, log: silentLog });
  await engine.run(`CREATE TABLE "posts" ("id" text COLLATE "C" PRIMARY KEY, "n" double precision NOT NULL)`);
  return Object.assign(engine, { url, [Symbol.asyncDispose]: () => engine.close() });
}

const insert = (engine: Engine, id: string, n: number): Promise<unknown> =>
  engine.run(`INSERT INTO "posts" ("id", "n") VALUES (?, ?)`, [id, n]);

const settled = (outcomes: readonly PromiseSettledResult<Row | null>[]): unknown[] =>
  outcomes.map((outcome) => (outcome.status === "fulfilled" ? (outcome.value?.["id"] ?? null) : "failed"));

describe("records by id", () => {
  test("come to who asked, each as if it had been asked for alone", async () => {
    await using engine = await open();
    const ids = [...ODD_IDS, ...Array.from({ length: 40 }, (_, index) => `id${index}`)];
    for (const [n, id] of ids.entries()) if (n % 3 !== 2) await insert(engine, id, n);
    const before = engine.figures().reads.process;
    const asked = [...ids, "a\0,b", "absent", ...ids.slice(0, 3)];
    const found = await Promise.all(asked.map((id) => engine.getById<{ id: string; n: number }>(ROWS, id)));
    expect(engine.figures().reads.process - before).toBeLessThan(8);
    for (const [index, id] of asked.entries()) {
      const n = ids.indexOf(id.replace("\0", ""));
      expect(found[index] ?? null).toEqual(n === -1 || n % 3 === 2 ? null : { id: ids[n] ?? "", n });
    }
  });

  test("an error of one is its alone, and other parameters are other statements", async () => {
    await using engine = await open();
    for (const [n, id] of ["zero", "one", "two"].entries()) await insert(engine, id, n);
    const ask = (id: string, more: number): Promise<Row | null> => engine.getById(FAILING, id, [more]);
    const asked = [ask("one", 1), ask("zero", 1), ask("two", 1), ask("one", 9), ask("two", 2)];
    expect(settled(await Promise.allSettled(asked))).toEqual(["one", "failed", "two", null, null]);
  });

  test("see what was committed before they were asked for", async () => {
    await using engine = await open();
    await insert(engine, "a", 0);
    const read = async (atLeast: number): Promise<void> => {
      const row = await engine.getById<{ n: number }>(ROWS, "a");
      expect(row?.n ?? -1).toBeGreaterThanOrEqual(atLeast);
    };
    const reads: Promise<void>[] = [];
    for (let n = 1; n <= 300; n += 1) {
      reads.push(read(n - 1));
      await engine.run(`UPDATE "posts" SET "n" = ? WHERE "id" = 'a'`, [n]);
      reads.push(read(n), read(n));
    }
    await Promise.all(reads);
  });

  test("do not wait long for a slow one, and fail at its time limit alone", async () => {
    await using engine = await open();
    for (const [n, id] of ["slow", "quick", "later"].entries()) await insert(engine, id, n);
    const slow = (id: string): Promise<Row | null> => {
      const condition = `(CASE WHEN "id" = 'slow' THEN pg_sleep(60) IS NOT NULL ELSE TRUE END)`;
      const read = {
        one: `${ROWS.one.replace("LIMIT", `AND ${condition} LIMIT`)}`,
        several: `${ROWS.several} AND ${condition}`,
      };
      return engine.getById(read, id);
    };
    const first = Promise.allSettled([slow("slow"), slow("quick")]);
    let isFirstDone = false;
    void first.then(() => (isFirstDone = true));
    // By then the two are sent.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await slow("later")).toMatchObject({ id: "later" });
    expect(isFirstDone).toBe(false);
    expect(settled(await first)).toEqual(["failed", "quick"]);
  });

  test("are all refused where the database is away", async () => {
    await using engine = await open();
    await insert(engine, "a", 1);
    await using sql = new SQL(server.url(), { max: 1 });
    const name = engine.url.slice(engine.url.lastIndexOf("/") + 1);
    await sql.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await sql.unsafe(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    const outcomes = await Promise.allSettled(["a", "b", "c"].map((id) => engine.getById(ROWS, id)));
    expect(settled(outcomes)).toEqual(["failed", "failed", "failed"]);
    await sql.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  });
});
