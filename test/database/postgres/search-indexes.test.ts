import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Engine } from "../../../src/database/engine.ts";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { SearchIndexes } from "../../../src/database/postgres/search-indexes.ts";
import { SearchTimes } from "../../../src/database/postgres/search-times.ts";
import { failure } from "../../support/failure.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog } from "../../support/test-app.ts";

let server: PostgresServer;
let engine: Engine;

beforeAll(async () => {
  server = await PostgresServer.start();
  const url = await server.createDatabase();
  engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
  for (const [table, rows] of [
    ["my posts", 5_000],
    ["few", 100],
  ] as const) {
    const columns = `"id" text, "the ""title""" text COLLATE "C" NOT NULL, "body" text COLLATE "C" NOT NULL, "size" float8`;
    await engine.run(`CREATE TABLE "${table}" (${columns})`);
    await engine.run(
      `INSERT INTO "${table}" SELECT i, 'post ' || i, md5(i::text), i FROM generate_series(1, ${rows}) i`,
    );
    await engine.run(`ANALYZE "${table}"`);
  }
}, 120_000);

afterAll(async () => {
  await engine.close();
  await server[Symbol.asyncDispose]();
});

const search = (table: string, column: string): string => `LOWER("${table}"."${column}" COLLATE "C") LIKE $1::text`;
const select = (...conditions: string[]): string => `SELECT "id" FROM "my posts" WHERE ${conditions.join(" OR ")}`;

test("an index is proposed for searches that take much in all, made, and then not proposed any more", async () => {
  const times = new SearchTimes();
  const indexes = new SearchIndexes({ engine, schemaName: "public", times });
  expect(await indexes.propose()).toEqual([]);
  times.note(select(search("my posts", "body")), 600);
  times.note(select(search("my posts", "body"), search("my posts", 'the ""title""')), 600);
  times.note(select(search("few", "body")), 5_000);
  times.note(select(search("__joined", "body")), 5_000);
  times.note(select(search("my posts", "size")), 5_000);
  for (let run = 0; run < 1_000; run += 1) times.note(select(search("my posts", 'the ""title""')), 1.5);
  const body = { table: "my posts", column: "body", tableRows: 5_000, runs: 2, totalMs: 1_200 };
  expect(await indexes.propose()).toEqual([body]);
  times.note(select(search("my posts", 'the ""title""')), 5_000);
  const title = { ...body, column: 'the "title"', totalMs: 5_600 };
  expect(await indexes.propose()).toEqual([title, body]);

  await indexes.createIndex("my posts", 'the "title"');
  expect(await indexes.propose()).toEqual([body]);
  await indexes.createIndex("my posts", 'the "title"');
  const plan = await engine.all(`EXPLAIN ${select(search("my posts", 'the ""title""'))}`, ["%st 4711%"]);
  expect(JSON.stringify(plan)).toContain('Bitmap Index Scan on \\"my posts_the \\"\\"title\\"\\"_search');
  expect(await engine.all(select(search("my posts", 'the ""title""')), ["%st 4711%"])).toEqual([{ id: "4711" }]);
});

test("an attempt that failed leaves nothing, and what an interrupted one left is made anew", async () => {
  const indexes = new SearchIndexes({ engine, schemaName: "public", times: new SearchTimes() });
  expect(String(await failure(indexes.createIndex("my posts", "size")))).toContain("collations are not supported");
  expect(String(await failure(indexes.createIndex("my posts", "missing")))).toContain("does not exist");
  await indexes.createIndex("few", "body");
  const name = "few_body_search";
  await engine.run(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = $1::text::regclass`, [name]);
  await indexes.createIndex("few", "body");
  const sql = `SELECT indexrelid::regclass::text AS name, indisvalid FROM pg_index WHERE indrelid = '"few"'::regclass`;
  expect(await engine.all(sql)).toEqual([{ name, indisvalid: true }]);
});

test("a name that something else has hinders no index", async () => {
  const indexes = new SearchIndexes({ engine, schemaName: "public", times: new SearchTimes() });
  const columns = `"c" text COLLATE "C" NOT NULL, "b_c" text COLLATE "C" NOT NULL`;
  await engine.run(`CREATE TABLE a (${columns})`);
  await engine.run(`CREATE TABLE a_b (${columns})`);
  const defined = async (table: string): Promise<string[]> => {
    const sql = `SELECT pg_get_indexdef(indexrelid) AS text FROM pg_index WHERE indrelid = $1::text::regclass AND indisvalid ORDER BY 1`;
    return (await engine.all<{ text: string }>(sql, [table])).map(({ text }) => text);
  };
  await indexes.createIndex("a", "b_c");
  await indexes.createIndex("a_b", "c");
  expect(await defined("a_b")).toEqual([expect.stringContaining("gin_trgm_ops")]);
  // Of a table that is renamed the index keeps its name, and another table gets that of the first.
  await engine.run(`ALTER TABLE a RENAME TO old`);
  await indexes.createIndex("old", "b_c");
  expect(await defined("old")).toHaveLength(1);
  await engine.run(`CREATE TABLE a (${columns})`);
  await engine.run(`CREATE INDEX a_c_search ON a (c)`);
  for (const column of ["b_c", "c", "c"]) await indexes.createIndex("a", column);
  expect((await defined("a")).filter((text) => text.includes("gin_trgm_ops"))).toHaveLength(2);
});

test("who fails takes no index away that another attempt has made", async () => {
  await engine.run(`CREATE TABLE twice (c text COLLATE "C" NOT NULL)`);
  const first = new SearchIndexes({ engine, schemaName: "public", times: new SearchTimes() });
  const failing = {
    get: engine.get.bind(engine),
    all: engine.all.bind(engine),
    async runScript(...[script, options]: Parameters<Engine["runScript"]>) {
      if (!script.startsWith("CREATE INDEX")) return engine.runScript(script, options);
      await first.createIndex("twice", "c");
      throw new Error("lost");
    },
  } as Pick<Engine, "get" | "all" | "runScript">;
  const second = new SearchIndexes({ engine: failing, schemaName: "public", times: new SearchTimes() });
  expect(String(await failure(second.createIndex("twice", "c")))).toContain("lost");
  const sql = `SELECT indisvalid FROM pg_index WHERE indrelid = 'twice'::regclass`;
  expect(await engine.all(sql)).toEqual([{ indisvalid: true }]);
});
