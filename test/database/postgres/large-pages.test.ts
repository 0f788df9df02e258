// Pages that are too large are refused before PostgreSQL sends them.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { SQL } from "bun";
import type { Engine } from "../../../src/database/engine.ts";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { failure } from "../../support/failure.ts";
import { PostgresProxy } from "../../support/postgres-proxy.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog } from "../../support/test-app.ts";

const MAX_BYTES = 100_000;
const PAGE = `SELECT "id", "title" FROM "posts" WHERE "id" > ? ORDER BY "id" LIMIT ?`;
let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** A database with so many rows of titles of a megabyte, and what is sent of it. */
async function open(largeRows: number): Promise<Engine & AsyncDisposable & { proxy: PostgresProxy }> {
  const url = await server.createDatabase();
  const proxy = await PostgresProxy.start(url);
  {
    await using sql = new SQL(url, { max: 1 });
    await sql.unsafe(`CREATE TABLE posts (id text PRIMARY KEY, title text NOT NULL);
      INSERT INTO posts SELECT 'r' || n, repeat(md5(n::text), 32768) FROM generate_series(101, 100 + ${largeRows}) n`);
  }
  const engine = await openPostgres({ url: proxy.url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
  const dispose = async (): Promise<void> => {
    await engine.close();
    await proxy[Symbol.asyncDispose]();
  };
  return Object.assign(engine, { proxy, [Symbol.asyncDispose]: dispose });
}

const page = (engine: Engine, after: string, rows: number): Promise<object[]> =>
  engine.all(PAGE, [after, rows], MAX_BYTES);

test.each([1, 20, 500])("a page of %d rows that are large already", async (rows) => {
  await using engine = await open(20);
  const before = engine.proxy.sentBytes;
  expect(String(await failure(page(engine, "", rows)))).toContain("must not be larger than 100,000 bytes");
  expect(engine.proxy.sentBytes - before).toBeLessThan(20_000);
  expect(await page(engine, "r999", rows)).toEqual([]);
});

test("a page of rows that became large through the server, and whose columns change", async () => {
  await using engine = await open(0);
  const insert = `INSERT INTO "posts" ("id", "title") VALUES (?, ?)`;
  await engine.run(insert, ["a", "small"]);
  expect(await page(engine, "", 20)).toEqual([{ id: "a", title: "small" }]);
  await engine.run(insert, ["b", "x".repeat(1_000_000)]);
  const before = engine.proxy.sentBytes;
  expect(String(await failure(page(engine, "", 20)))).toContain("must not be larger");
  expect(engine.proxy.sentBytes - before).toBeLessThan(20_000);
  expect(await page(engine, "", 1)).toEqual([{ id: "a", title: "small" }]);
  // The columns of the same statement are others afterwards.
  await engine.run(`ALTER TABLE "posts" ALTER COLUMN "title" TYPE boolean USING "title" <> ''`);
  expect(await page(engine, "", 20)).toEqual([
    { id: "a", title: true },
    { id: "b", title: true },
  ]);
});
