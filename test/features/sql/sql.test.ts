import { expect, test } from "bun:test";
import { failure } from "../../support/failure.ts";
import { testApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

test.skipIf(isOnPostgres)("answers all cells as texts or null, with the declared types of columns", async () => {
  await using app = await testApp({ fixture: "world" });
  const token = await app.superuserToken();
  const run = async (query: string) => (await app.request("POST", "/api/sql", { token, body: { query } })).json;

  expect(await run("select 1 as a, 1.5 as a, null, 'x', x'4142', 9007199254740995")).toMatchObject({
    affectedRows: 0,
    columns: [
      { name: "a", type: "", nullable: true },
      { name: "a", type: "", nullable: true },
      { name: "null" },
      { name: "'x'" },
      { name: "x'4142'" },
      { name: "9007199254740995" },
    ],
    rows: [["1", "1.5", null, "x", "AB", "9007199254740995"]],
  });
  expect(await run("select id, system from _collections where name = '_superusers'")).toMatchObject({
    columns: [{ type: "TEXT" }, { type: "BOOLEAN" }],
    rows: [["pbc_3142635823", "true"]],
  });
});

test("several statements of one write stand or fall together", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const run = async (query: string) => app.request("POST", "/api/sql", { token, body: { query } });

  const failed = await run("create table t (id int primary key); insert into t values (1); insert into t values (1)");
  expect(failed.status).toBe(400);
  expect(failed.json).toMatchObject({ message: expect.stringContaining("Failed to execute query. Raw error:\n") });
  expect((await run("select * from t")).json).toMatchObject({
    message: expect.stringMatching(/no such table: t|relation "t" does not exist/),
  });

  const made = await run("create table t (id int primary key); insert into t values (1), (2)");
  expect(made.json).toMatchObject({ affectedRows: 2, columns: [], rows: [] });
  expect((await run("delete from t where id = 3; create table other (id int)")).json).toMatchObject({
    affectedRows: 0,
  });
  const rows = isOnPostgres ? [["1"]] : [];
  expect((await run("insert into t values (3); select 1")).json).toMatchObject({ affectedRows: 1, rows });
  expect((await run("delete from t where id = 3")).json).toMatchObject({ affectedRows: 1 });
  // A beginning that PocketBase does not list as a write.
  expect((await run("alter table t add column name text")).status).toBe(200);
  expect((await run("select * from t")).json).toMatchObject({
    rows: [
      ["1", null],
      ["2", null],
    ],
  });
});

test("gives at most a thousand rows, and refuses what is empty or too long", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const run = async (query: string) => app.request("POST", "/api/sql", { token, body: { query } });

  const numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1500) select i from n";
  const { json } = await run(numbers);
  expect((json as { rows: unknown[] }).rows).toHaveLength(1000);
  expect((await run("")).json).toMatchObject({ data: { query: { code: "validation_required" } } });
  expect((await run(`select ${" ".repeat(5000)}1`)).json).toMatchObject({
    data: { query: { code: "validation_length_too_long" } },
  });
  expect((await run("  ")).json).toMatchObject({ message: expect.stringContaining("empty query") });
});

test.skipIf(isOnPostgres)("what a pragma sets does not outlive its script", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const run = async (query: string) => app.request("POST", "/api/sql", { token, body: { query } });
  await run("pragma case_sensitive_like = on; select 1");
  expect((await run("select 'A' like 'a'")).json).toMatchObject({ rows: [["1"]] });
});

test("a write that never ends is ended, and the server answers meanwhile", async () => {
  await using app = await testApp();
  const { database } = app.context;
  await database.run("CREATE TABLE t (i int)");
  const endless = "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
  const outcome = failure(database.runScript(endless, { maxRows: 1, timeoutMs: 1000 }));
  const read = await app.request("GET", "/api/collections/users/records");
  expect(read.status).toBe(200);
  expect(String(await outcome)).toContain("took longer than its time limit");
  // Nothing of it is left, and writes go on.
  expect(await database.all("SELECT * FROM t")).toEqual([]);
  expect(await database.run("INSERT INTO t VALUES (1)")).toEqual({ changes: 1 });
  expect(await database.runScript("INSERT INTO t VALUES (2)", { maxRows: 1, timeoutMs: 10_000 })).toMatchObject({
    affectedRows: 1,
  });
});

test("what the console wrote is seen at once", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const total = async () => {
    const { json } = await app.request("GET", "/api/collections/users/records", { token });
    return (json as { totalItems: number }).totalItems;
  };
  await app.create("users", { email: "a@example.com", password: "1234567890" });
  expect(await total()).toBe(1);
  for (const query of ["delete from users", "delete from users; select 1"]) {
    await app.create("users", { email: "b@example.com", password: "1234567890" });
    expect(await total()).toBeGreaterThan(0);
    expect((await app.request("POST", "/api/sql", { token, body: { query } })).status).toBe(200);
    expect(await total()).toBe(0);
  }
});

test.skipIf(!isOnPostgres)(
  "what a script of PostgreSQL sets does not outlive it, and its cells are texts",
  async () => {
    await using app = await testApp({ fixture: "world" });
    const token = await app.superuserToken();
    const run = async (query: string) => (await app.request("POST", "/api/sql", { token, body: { query } })).json;
    await run("set search_path = pg_catalog; select 1");
    expect(await run("select id, system from _collections where name = '_superusers'")).toMatchObject({
      columns: [{ type: "TEXT" }, { type: "BOOLEAN" }],
      rows: [["pbc_3142635823", "true"]],
    });
    expect(await run("select 1 as a, 1.5 as a, null as n, 9007199254740995 as b")).toMatchObject({
      affectedRows: 0,
      columns: [
        { name: "a", type: "INTEGER" },
        { name: "a", type: "NUMERIC" },
        { name: "n" },
        { name: "b", type: "BIGINT" },
      ],
      rows: [["1", "1.5", null, "9007199254740995"]],
    });
  },
);

test.skipIf(isOnPostgres)(
  "statements that could corrupt the database file are refused, as SQLite's defensive mode has it",
  async () => {
    await using app = await testApp();
    const token = await app.superuserToken();
    const run = async (query: string) => app.request("POST", "/api/sql", { token, body: { query } });
    const schema = await run("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'x'");
    expect(schema.json).toMatchObject({ message: expect.stringContaining("may not be modified") });
    await run("CREATE VIRTUAL TABLE words USING fts5(word)");
    expect((await run("DELETE FROM words_data")).json).toMatchObject({
      message: expect.stringContaining("may not be modified"),
    });
    await run("PRAGMA journal_mode = OFF");
    expect((await run("PRAGMA journal_mode")).json).toMatchObject({ rows: [["wal"]] });
  },
);
