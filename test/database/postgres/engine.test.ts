// The engine on a real PostgreSQL: values, transactions, errors, versions, and what happens when the server goes away.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SQL } from "bun";
import type { Engine } from "../../../src/database/engine.ts";
import { DatabaseUnavailableError, QueryTimeoutError, UniqueConstraintError } from "../../../src/database/engine.ts";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { failure } from "../../support/failure.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog } from "../../support/test-app.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function open(options: { queryTimeoutMs?: number; maxConnections?: number } = {}): Promise<OpenEngine> {
  const url = await server.createDatabase();
  const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog, ...options });
  return Object.assign(engine, { url, [Symbol.asyncDispose]: () => engine.close() });
}

type OpenEngine = Engine & AsyncDisposable & { readonly url: string };

async function withTable(options?: Parameters<typeof open>[0]): Promise<OpenEngine> {
  const engine = await open(options);
  const { schema } = engine.dialect;
  const column = (name: string, kind: Parameters<typeof schema.column>[0]) => ({
    name,
    definition: schema.column(kind),
  });
  const columns = [column("id", "id"), column("title", "text"), column("n", "number"), column("tags", "jsonArray")];
  await engine.run(schema.createTable("posts", [...columns, column("done", "boolean"), column("data", "json")]));
  return engine;
}

describe("values", () => {
  test("come back as what they were stored as", async () => {
    await using engine = await withTable();
    const sql = `INSERT INTO "posts" ("id", "title", "n", "tags", "done", "data") VALUES (?, ?, ?, ?, ?, ?)`;
    await engine.run(sql, ["a", "Ä\0'\ud800", 1.5, '["x"]', true, ' {"b":1, "a":1.0}']);
    const columns = `"id", "title", "n", "tags", "done", "data"`;
    expect(await engine.get(`SELECT ${columns} FROM "posts" WHERE "n" = ?`, [1.5])).toEqual({
      id: "a",
      title: "Ä'\ufffd",
      n: 1.5,
      tags: '["x"]',
      done: true,
      data: ' {"b":1, "a":1.0}',
    });
    expect(await engine.get(`SELECT "id" FROM "posts" WHERE "n" = ?`, [2])).toBeNull();
  });

  test("numbers of any size are numbers, and dynamic ones what they hold", async () => {
    await using engine = await open();
    const sql = `SELECT count(*) AS "count", 2.5::numeric AS "numeric", 9007199254740993 AS "large", bb.n(1.5) AS "number",
      bb.t('a "b", \\c') AS "text", bb.t('') AS "empty", NULL::bb.v AS "none", ?::float8 AS "given"`;
    expect(await engine.get(sql, [7])).toEqual({
      count: 1,
      numeric: 2.5,
      large: "9007199254740993",
      number: 1.5,
      text: 'a "b", \\c',
      empty: "",
      none: null,
      given: 7,
    });
  });

  test("a question mark within a text is none", async () => {
    await using engine = await open();
    expect(await engine.get(`SELECT '?' AS "a?", ?::text AS b -- ?`, ["x"])).toEqual({ "a?": "?", b: "x" });
  });
});

describe("transactions", () => {
  const insert = `INSERT INTO "posts" ("id", "title") VALUES (?, ?)`;
  const count = async (engine: Engine): Promise<unknown> =>
    (await engine.get<{ count: number }>(`SELECT count(*) AS "count" FROM "posts"`))?.count;

  test("a statement that fails undoes itself alone", async () => {
    await using engine = await withTable();
    const told: string[] = [];
    await engine.transaction(async (transaction) => {
      transaction.afterCommit(() => void told.push("commit"));
      transaction.afterRollback(() => void told.push("rollback"));
      expect(await failure(transaction.run("SELECT nonsense"))).toBeInstanceOf(Error);
      await transaction.run(insert, ["a", "1"]);
      expect(await failure(transaction.run(insert, ["a", "2"]))).toBeInstanceOf(UniqueConstraintError);
      expect(await failure(transaction.get("SELECT nonsense"))).toBeInstanceOf(Error);
      await transaction.run(insert, ["b", "2"]);
      expect(await transaction.writtenRows()).toBe(2);
    });
    expect(await count(engine)).toBe(2);
    expect(told).toEqual(["commit"]);
  });

  test("what throws undoes all", async () => {
    await using engine = await withTable();
    const told: unknown[] = [];
    const work = engine.transaction(async (transaction) => {
      transaction.afterRollback((reason) => void told.push(reason));
      await transaction.run(insert, ["a", "1"]);
      throw new Error("no");
    });
    expect(String(await failure(work))).toContain("no");
    expect(await count(engine)).toBe(0);
    expect(told).toEqual([new Error("no")]);
  });

  test("statements that are not waited for keep their order, also beside one that fails", async () => {
    await using engine = await withTable();
    await engine.transaction(async (transaction) => {
      const all = [
        transaction.run(insert, ["a", "1"]),
        transaction.run(insert, ["a", "2"]),
        transaction.run(insert, ["b", "3"]),
      ];
      expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
        "fulfilled",
        "rejected",
        "fulfilled",
      ]);
    });
    expect(await count(engine)).toBe(2);
  });

  test("are ended at their limit, with the statement that runs", async () => {
    await using engine = await withTable();
    const work = engine.transaction(
      async (transaction) => {
        await transaction.run(insert, ["a", "1"]);
        await transaction.get("SELECT pg_sleep(20)");
      },
      { timeoutMs: 100 },
    );
    expect(String(await failure(work))).toContain("still open after 100 ms");
    expect(await count(engine)).toBe(0);
  });

  test("locks exclude each other", async () => {
    await using engine = await open();
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const one = engine.transaction(async (transaction) => {
      await transaction.lock("x");
      order.push("one locks");
      first.resolve();
      await transaction.get("SELECT pg_sleep(0.05)");
      order.push("one ends");
    });
    await first.promise;
    const two = engine.transaction(async (transaction) => {
      await transaction.lock("x");
      order.push("two locks");
    });
    await Promise.all([one, two]);
    expect(order).toEqual(["one locks", "one ends", "two locks"]);
  });

  test("reads outside of it see the last commit, and more transactions than connections wait", async () => {
    await using engine = await withTable({ maxConnections: 2 });
    const work = Array.from({ length: 20 }, (_, index) =>
      engine.transaction(async (transaction) => {
        await transaction.run(insert, [`r${index}`, "x"]);
        return engine.get(`SELECT "id" FROM "posts" WHERE "id" = ?`, [`r${index}`]);
      }),
    );
    expect(await Promise.all(work)).toEqual(Array<null>(20).fill(null));
    expect(await count(engine)).toBe(20);
  });
});

describe("errors", () => {
  test("a violated index names its columns", async () => {
    await using engine = await withTable();
    const { schema } = engine.dialect;
    const column = (name: string, collate = "") => ({ name, collate, sort: "" }) as const;
    const index = { unique: true, optional: false, schemaName: "", tableName: "posts", where: "" };
    await engine.run(
      schema.createIndex({ ...index, indexName: "one", columns: [column("title", "NOCASE"), column("n")] }),
    );
    const insert = `INSERT INTO "posts" ("title", "n") VALUES (?, ?)`;
    await engine.run(insert, ["Abc", 1]);
    await engine.run(insert, ["Äbc", 1]);
    await engine.run(insert, ["äbc", 1]);
    expect(await failure(engine.run(insert, ["aBC", 1]))).toMatchObject({
      name: "UniqueConstraintError",
      columns: ["posts.title", "posts.n"],
    });
  });

  test("a statement ends at the limit", async () => {
    await using engine = await open({ queryTimeoutMs: 1_000 });
    expect(await failure(engine.get("SELECT pg_sleep(20)"))).toBeInstanceOf(QueryTimeoutError);
  });

  test("a column whose type has changed is read by a new plan", async () => {
    await using engine = await withTable({ maxConnections: 1 });
    const sql = `SELECT "n" FROM "posts" WHERE "id" = ?`;
    await engine.run(`INSERT INTO "posts" ("id", "n") VALUES (?, ?)`, ["a", 1]);
    const other = new SQL(engine.url, { max: 1 });
    await engine.get(sql, ["a"]);
    await other.unsafe(`ALTER TABLE "posts" ALTER "n" DROP DEFAULT, ALTER "n" TYPE text USING 'x'`);
    expect(await engine.get(sql, ["a"])).toEqual({ n: "x" });
    await engine.transaction(async (transaction) => {
      await transaction.run(`UPDATE "posts" SET "title" = ? WHERE "id" = ?`, ["t", "a"]);
      await transaction.get(sql, ["a"]);
      await transaction.run(`ALTER TABLE "posts" ALTER "n" TYPE float8 USING 5`);
      expect(await transaction.get(sql, ["a"])).toEqual({ n: 5 });
    });
    await other.close();
  });
});

describe("versions", () => {
  const sql = `SELECT "id" FROM "posts" WHERE "title" = ?`;

  test("change with own commits into the tables that are read, also through views", async () => {
    await using engine = await withTable();
    await engine.run(engine.dialect.schema.createTable("others", []));
    await engine.run(`CREATE VIEW "seen" AS SELECT "id" FROM "posts"`);
    const throughView = `SELECT "id" FROM "seen"`;
    await until(() => engine.versionOf(throughView) !== null);
    const before = [engine.versionOf(sql), engine.versionOf(throughView), engine.versionOfTable("others")];
    expect(before).not.toContain(null);
    await engine.run(`INSERT INTO "others" DEFAULT VALUES`);
    expect([engine.versionOf(sql), engine.versionOf(throughView)]).toEqual(before.slice(0, 2));
    expect(engine.versionOfTable("others")).not.toBe(before[2] ?? null);
    await engine.transaction((transaction) => transaction.run(`INSERT INTO "posts" ("id") VALUES ('a')`));
    expect(engine.versionOf(sql)).not.toBe(before[0] ?? null);
    expect(engine.versionOf(throughView)).not.toBe(before[1] ?? null);
    expect(engine.versionOf("SELECT now()")).toBeNull();
  });

  test("change with commits of other programs, and are unknown while none would be heard", async () => {
    await using engine = await withTable();
    await until(() => engine.versionOf(sql) !== null);
    const before = engine.versionOf(sql);
    const other = new SQL(engine.url, { max: 1 });
    await other.unsafe(`INSERT INTO "posts" ("id") VALUES ('a')`);
    await until(() => engine.versionOf(sql) !== before);
    const known = engine.versionOf(sql);
    await other.unsafe(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()",
    );
    // It is null until the connection is back, which may be too short a time to be seen.
    await until(() => ![known, null].includes(engine.versionOf(sql)));
    await other.close();
  });
});

test("a read survives a lost connection, and a server that is away is an error at once until it is back", async () => {
  await using own = await PostgresServer.start();
  const engine = await openPostgres({ url: own.url(), schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
  const read = (): Promise<unknown> => engine.get("SELECT 1 AS one WHERE ?", [true]);
  await Promise.all([read(), read(), read()]);
  const other = new SQL(own.url(), { max: 1 });
  await other.unsafe("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'baobox'");
  expect(await read()).toEqual({ one: 1 });
  await other.close();
  await own.kill();
  // The processes of the connections notice a little later.
  await until(() =>
    read().then(
      () => false,
      () => true,
    ),
  );
  for (let round = 0; round < 5; round += 1) {
    const startedMs = performance.now();
    expect(await failure(read())).toBeInstanceOf(DatabaseUnavailableError);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  }
  await own.boot();
  await until(async () => (await read().catch(() => null)) !== null);
  await engine.close();
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await Bun.sleep(5);
}

test("a page of many rows is read in slices, and refused as soon as it is too large", async () => {
  await using engine = await withTable();
  await engine.run(
    `INSERT INTO "posts" ("id", "title") SELECT 'r' || n, repeat('x', 1000) FROM generate_series(1, 120) n`,
  );
  const sql = `SELECT "id", "n" FROM "posts" WHERE "title" <> $1 ORDER BY "_rowid_" LIMIT $2`;
  const rows = await engine.all<{ id: string }>(sql, ["y", 500], 1_000_000);
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, index) => `r${index + 1}`));
  const large = engine.all(`SELECT "title" FROM "posts" WHERE "title" <> $1 LIMIT $2`, ["y", 500], 60_000);
  expect(String(await failure(large))).toContain("must not be larger than 60,000 bytes");
  expect(await engine.all(sql, ["y", 500], 1_000_000)).toHaveLength(120);
});
