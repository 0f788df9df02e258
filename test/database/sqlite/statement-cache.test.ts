import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { StatementCache } from "../../../src/database/sqlite/statement-cache.ts";
import { temporaryEngine } from "./temporary-engine.ts";

test("keeps the statements used last and finalizes the others", () => {
  using database = new Database(":memory:");
  const cache = new StatementCache(database, 4);
  const first = cache.prepare("SELECT 1");
  const second = cache.prepare("SELECT 2");
  for (const number of [3, 4, 5, 6]) {
    cache.prepare(`SELECT ${number}`);
    expect(cache.prepare("SELECT 1")).toBe(first);
    expect(cache.size).toBeLessThanOrEqual(4);
  }
  expect(second.isFinalized).toBe(true);
  expect(first.isFinalized).toBe(false);
  cache.clear();
  expect(first.isFinalized).toBe(true);
  expect(cache.size).toBe(0);
});

test("a statement that can't be prepared takes no place", () => {
  using database = new Database(":memory:");
  const cache = new StatementCache(database, 2);
  expect(() => cache.prepare("SELEC")).toThrow("syntax error");
  expect(cache.size).toBe(0);
});

test("cached statements follow changes of the schema, also those of another connection", async () => {
  await using database = await temporaryEngine();
  const { engine, file } = database;
  await engine.run("CREATE TABLE t (a, b)");
  await engine.run("INSERT INTO t VALUES (1, 2)");
  const rows = () => engine.all("SELECT * FROM t");
  expect(await rows()).toEqual([{ a: 1, b: 2 }]);
  await engine.run("ALTER TABLE t ADD COLUMN c DEFAULT 3");
  expect(await rows()).toEqual([{ a: 1, b: 2, c: 3 }]);
  await engine.run("ALTER TABLE t RENAME COLUMN a TO z");
  expect(await rows()).toEqual([{ z: 1, b: 2, c: 3 }]);
  using other = new Database(file);
  other.run("ALTER TABLE t DROP COLUMN b");
  expect(await rows()).toEqual([{ z: 1, c: 3 }]);
  await engine.transaction(async (transaction) => {
    await transaction.run("ALTER TABLE t ADD COLUMN d DEFAULT 4");
    expect(await transaction.all("SELECT * FROM t")).toEqual([{ z: 1, c: 3, d: 4 }]);
    expect(await rows()).toEqual([{ z: 1, c: 3 }]);
  });
  expect(await rows()).toEqual([{ z: 1, c: 3, d: 4 }]);
});
