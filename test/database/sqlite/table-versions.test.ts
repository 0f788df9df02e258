import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "../../../src/database/sqlite/open.ts";
import type { Engine } from "../../../src/database/engine.ts";
import type { Logger } from "../../../src/lib/log.ts";

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const COUNT_A = "SELECT count(*) FROM a WHERE x > ?";
const COUNT_B = "SELECT count(*) FROM b";

let dir: string;
let engine: Engine;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "versions-"));
  engine = await openSqlite({ file: join(dir, "data.db"), queryTimeoutMs: 1000, log: quiet });
  await engine.run("CREATE TABLE a (id TEXT PRIMARY KEY, x INT)");
  await engine.run("CREATE INDEX a_x ON a (x)");
  await engine.run("CREATE TABLE b (id TEXT PRIMARY KEY, a TEXT REFERENCES a (id) ON DELETE CASCADE)");
  await engine.run("CREATE VIEW v AS SELECT id, x FROM a");
});

afterEach(async () => {
  await engine.close();
  rmSync(dir, { recursive: true });
});

test("a commit changes the versions of what reads the table, through indexes and views too, and no others", async () => {
  const before = [COUNT_A, COUNT_B, "SELECT count(*) FROM v"].map((sql) => engine.versionOf(sql));
  await engine.run("INSERT INTO a VALUES ('1', 1)");
  const after = [COUNT_A, COUNT_B, "SELECT count(*) FROM v"].map((sql) => engine.versionOf(sql));
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).toBe(before[1] ?? "");
  expect(after[2]).not.toBe(before[2]);
});

test("cascades and triggers count as writes", async () => {
  await engine.run("CREATE TRIGGER t AFTER UPDATE ON a BEGIN INSERT INTO b VALUES (new.x, new.id); END");
  await engine.run("INSERT INTO a VALUES ('1', 1)");
  const before = engine.versionOf(COUNT_B);
  await engine.run("UPDATE a SET x = 2");
  const between = engine.versionOf(COUNT_B);
  expect(between).not.toBe(before);
  await engine.run("DELETE FROM a WHERE id = ?", ["1"]);
  expect(engine.versionOf(COUNT_B)).not.toBe(between);
});

test("a transaction counts when it commits, not when it is rolled back", async () => {
  const before = engine.versionOf(COUNT_A);
  await engine.transaction(async (transaction) => {
    await transaction.run("INSERT INTO a VALUES ('1', 1)");
    expect(engine.versionOf(COUNT_A)).toBe(before);
  });
  const committed = engine.versionOf(COUNT_A);
  expect(committed).not.toBe(before);
  const failing = engine.transaction(async (transaction) => {
    await transaction.get("INSERT INTO a VALUES ('2', 1) RETURNING id");
    throw new Error("no");
  });
  expect(failing).rejects.toThrow("no");
  await failing.catch(() => undefined);
  expect(engine.versionOf(COUNT_A)).toBe(committed);
});

test("changes of the schema and commits of other processes change everything", async () => {
  const before = engine.versionOf(COUNT_B);
  await engine.run("ALTER TABLE a RENAME COLUMN x TO y");
  const altered = engine.versionOf(COUNT_B);
  expect(altered).not.toBe(before);
  const other = new Database(join(dir, "data.db"));
  other.run("INSERT INTO a VALUES ('9', 9)");
  other.close();
  // The engine looks for such commits in intervals.
  while (engine.versionOf(COUNT_B) === altered) await Bun.sleep(5);
});

test("what depends on the time has no version", () => {
  expect(engine.versionOf("SELECT count(*) FROM a WHERE x > unixepoch()")).toBeNull();
});

test("a transaction knows the version of a table until it writes it, and what others wrote before it", async () => {
  const before = engine.versionOfTable("a") ?? "";
  using other = new Database(join(dir, "data.db"));
  other.run("INSERT INTO a VALUES ('9', 9)");
  await engine.transaction(async (transaction) => {
    const seen = transaction.versionOfTable("a");
    expect(seen).not.toBe(before);
    expect(seen).toBe(engine.versionOfTable("a") ?? "");
    await transaction.run("INSERT INTO b VALUES ('1', NULL)");
    expect(transaction.versionOfTable("a")).toBe(seen ?? "");
    await transaction.run("UPDATE a SET x = 1");
    expect(transaction.versionOfTable("a")).toBeNull();
    expect(engine.versionOfTable("a")).toBe(seen ?? "");
  });
});

test("a mark has the version of its table after the commit, unless the same transaction writes the table behind it", async () => {
  const update = "UPDATE a SET x = x + 1";
  const marks = await engine.transaction(async (transaction) => {
    await transaction.run(update);
    const first = transaction.markTable("a");
    const overwritten = transaction.markTable("b");
    await transaction.run(update);
    const last = transaction.markTable("a");
    await transaction.run("INSERT INTO b VALUES ('1', NULL)");
    expect(last.version).toBeNull();
    return { first, overwritten, last };
  });
  expect(marks.last.version).toBe(engine.versionOfTable("a") ?? "");
  expect(marks.first.version).toBeNull();
  expect(marks.overwritten.version).toBeNull();
  const [same, altered] = await engine.transaction(async (transaction) => {
    await transaction.run(update);
    const written = transaction.markTable("a");
    await transaction.run(update);
    const other = transaction.markTable("b");
    await transaction.run("CREATE TABLE c (id TEXT)");
    return [written, other];
  });
  expect([same?.version, altered?.version]).toEqual([null, null]);
});

test("a mark is that of the own commit, not of one that came since", async () => {
  const version = await engine.transaction(async (transaction) => {
    await transaction.run("INSERT INTO a VALUES ('1', 1)");
    return transaction.markTable("a");
  });
  await engine.run("INSERT INTO a VALUES ('2', 2)");
  expect(version.version).not.toBeNull();
  expect(version.version).not.toBe(engine.versionOfTable("a"));
});

test("a view that reads another table since has the version of that one", async () => {
  const count = "SELECT count(*) FROM v";
  expect(engine.versionOf(count)).not.toBeNull();
  await engine.transaction(async (transaction) => {
    await transaction.run("DROP VIEW v");
    await transaction.run("CREATE VIEW v AS SELECT id FROM b");
  });
  const before = engine.versionOf(count);
  await engine.run("INSERT INTO b VALUES ('1', NULL)");
  expect(engine.versionOf(count)).not.toBe(before);
});

test("the schema of a transaction that was rolled back is no table's later on", async () => {
  const failing = engine.transaction(async (transaction) => {
    await transaction.run("CREATE TABLE c (id TEXT)");
    await transaction.run("INSERT INTO c VALUES ('1')");
    throw new Error("no");
  });
  await failing.catch(() => undefined);
  await engine.run("CREATE TABLE d (id TEXT)");
  const before = engine.versionOfTable("d") ?? "";
  await engine.run("INSERT INTO d VALUES ('1')");
  expect(engine.versionOfTable("d")).not.toBe(before);
});
