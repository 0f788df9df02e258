import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { UniqueConstraintError } from "../../../src/database/engine.ts";
import { openSqlite } from "../../../src/database/sqlite/open.ts";
import { createNumbers, rejection, temporaryEngine } from "./temporary-engine.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };

test("values come back as SQLite keeps them", async () => {
  await using database = await temporaryEngine();
  const values = [true, false, 2 ** 40, -0.5, 1e300, Number.POSITIVE_INFINITY, "a\0b", "ü".repeat(100_000), null];
  for (const value of values) {
    const row = await database.engine.get("SELECT ? AS value", [value]);
    expect(row).toEqual({ value: typeof value === "boolean" ? Number(value) : value });
  }
  expect(await database.engine.get("SELECT ? AS value", [new Uint8Array([0, 255])])).toEqual({
    value: new Uint8Array([0, 255]),
  });
  // NaN has no counterpart; integers that a double can't hold are rounded.
  expect(await database.engine.get("SELECT ? AS value", [Number.NaN])).toEqual({ value: null });
  expect(await database.engine.get("SELECT ? AS value", [2n ** 53n + 1n])).toEqual({ value: 2 ** 53 });
});

test("a statement may have very many parameters, but not fewer than it names", async () => {
  await using database = await temporaryEngine();
  const ids = Array.from({ length: 100_000 }, (_, index) => index);
  const sql = `SELECT count(*) AS count FROM json_each('[5, -5]') WHERE value IN (${ids.map(() => "?").join(",")})`;
  expect(await database.engine.get(sql, ids)).toEqual({ count: 1 });
  expect((await rejection(database.engine.get("SELECT ?, ?", [1]))).message).toContain("expected 2 values");
});

test("unique errors name the columns, where the index has columns", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (id PRIMARY KEY, a, b, UNIQUE (a, b))");
  await engine.run("INSERT INTO t VALUES (1, 'x', 'y')");
  const columnsOf = async (values: string) => {
    const error = await rejection(engine.run(`INSERT INTO t VALUES ${values}`));
    return error instanceof UniqueConstraintError ? error.columns : error;
  };
  expect(await columnsOf("(1, 'a', 'b')")).toEqual(["t.id"]);
  expect(await columnsOf("(2, 'x', 'y')")).toEqual(["t.a", "t.b"]);
  await engine.run("CREATE UNIQUE INDEX lowered ON t (lower(a))");
  expect(await columnsOf("(2, 'X', 'z')")).toEqual([]);
});

test("the schema is read anew at every call", async () => {
  await using database = await temporaryEngine();
  const { schema } = database.engine;
  expect(await schema.hasTable("t")).toBe(false);
  expect(await schema.columns("t")).toEqual([]);
  await database.engine.run("CREATE TABLE t (id text PRIMARY KEY, a INTEGER DEFAULT 5 NOT NULL)");
  await database.engine.run("CREATE INDEX by_a ON t (a)");
  await database.engine.run("CREATE VIEW v AS SELECT a, a + 1 AS b FROM t");
  expect(await schema.hasTable("T")).toBe(true);
  expect(await schema.columns("t")).toEqual([
    { name: "id", type: "TEXT", notNull: false, primaryKey: true, defaultValue: null },
    { name: "a", type: "INTEGER", notNull: true, primaryKey: false, defaultValue: "5" },
  ]);
  expect((await schema.columns("v")).map(({ name, type }) => [name, type])).toEqual([
    ["a", "INTEGER"],
    ["b", ""],
  ]);
  expect(await schema.indexes("t")).toEqual([{ name: "by_a", sql: "CREATE INDEX by_a ON t (a)" }]);
});

test("a copy is whole and a database of its own", async () => {
  await using database = await temporaryEngine();
  await createNumbers(database.engine, 1_000);
  const file = join(database.file, "..", "copy.db");
  await database.engine.copyTo(file);
  using copy = new Database(file);
  expect(copy.query("SELECT count(*) AS count FROM numbers").get()).toEqual({ count: 1_000 });
  expect((await rejection(database.engine.copyTo(file))).message).toContain("already exists");
});

test("a checkpoint empties the log", async () => {
  await using database = await temporaryEngine();
  await createNumbers(database.engine, 1_000);
  expect(Bun.file(`${database.file}-wal`).size).toBeGreaterThan(0);
  await database.engine.checkpoint();
  expect(Bun.file(`${database.file}-wal`).size).toBe(0);
});

test("closing lets begun transactions end and refuses the rest", async () => {
  await using database = await temporaryEngine();
  const { engine, file } = database;
  await engine.run("CREATE TABLE t (a)");
  const begun = [1, 2, 3].map((value) => engine.run("INSERT INTO t VALUES (?)", [value]));
  await engine.close();
  await Promise.all(begun);
  for (const late of [engine.all("SELECT 1"), engine.run("DELETE FROM t"), engine.checkpoint()]) {
    expect((await rejection(late)).message).toBe("the database is closed");
  }
  using reopened = new Database(file);
  expect(reopened.query("SELECT count(*) AS count FROM t").get()).toEqual({ count: 3 });
});

test("a file that is no database is refused in one line that names it", async () => {
  await using database = await temporaryEngine();
  const file = join(database.file, "..", "notes.txt");
  await Bun.write(file, "dear diary, ".repeat(500));
  const failure = await rejection(openSqlite({ file, queryTimeoutMs: 1_000, log }));
  expect(failure.message).toBe(`can't open the database ${file}: file is not a database`);
  const absent = join(database.file, "..", "absent", "data.db");
  expect((await rejection(openSqlite({ file: absent, queryTimeoutMs: 1_000, log }))).message).toBe(
    `can't open the database ${absent}: unable to open database file`,
  );
});
