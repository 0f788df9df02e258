import { expect, test } from "bun:test";
import type { Engine } from "../../../src/database/engine.ts";
import type { StatementUse, StatementWatch } from "../../../src/database/statement-watch.ts";
import { createNumbers, rejection, temporaryEngine } from "./temporary-engine.ts";

function watchOf({ watch }: Engine): StatementWatch {
  if (watch === null) throw new Error("the engine watches nothing");
  return watch;
}

function useOf(watch: StatementWatch, sql: string): StatementUse | undefined {
  return watch.take().statements.find((use) => use.sql === sql);
}

const BY_VALUE = "SELECT id FROM numbers WHERE value = ?";
const IN_THREAD = "SELECT count(*) AS count FROM numbers a WHERE a.value > ?";

test("runs and times of a statement are told once", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, 100);
  const watch = watchOf(engine);
  for (let number = 0; number < 5; number++) await engine.all(BY_VALUE, [`value ${number}`]);
  await engine.get(BY_VALUE, ["value 1"]);
  const use = useOf(watch, BY_VALUE);
  expect(use).toMatchObject({ runs: 6, scannedRows: 100, indexes: [] });
  expect(use?.longestMs).toBeGreaterThan(0);
  expect(use?.totalMs).toBeGreaterThanOrEqual(use?.longestMs ?? Infinity);
  expect(useOf(watch, BY_VALUE)).toBeUndefined();
  await engine.all(BY_VALUE, ["value 1"]);
  expect(useOf(watch, BY_VALUE)).toMatchObject({ runs: 1 });
});

test("statements in threads count", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, 30_000);
  await engine.get(IN_THREAD, ["value 5"]);
  expect(useOf(watchOf(engine), IN_THREAD)).toMatchObject({ runs: 1, scannedRows: 30_000 });
});

test("statements that end at the time limit count", async () => {
  await using database = await temporaryEngine({ queryTimeoutMs: 500 });
  const { engine } = database;
  await createNumbers(engine, 30_000);
  const endless =
    "SELECT count(*) AS count FROM numbers a, numbers b WHERE baobox_deadline(a.id) AND a.value < b.value";
  expect((await rejection(engine.get(endless))).name).toBe("QueryTimeoutError");
  expect(useOf(watchOf(engine), endless)?.longestMs).toBeGreaterThan(400);
});

test("an index that comes later is told of", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, 100);
  const watch = watchOf(engine);
  await engine.all(BY_VALUE, ["value 1"]);
  expect(useOf(watch, BY_VALUE)?.indexes).toEqual([]);
  await engine.run("CREATE INDEX numbers_value ON numbers (value)");
  await engine.all(BY_VALUE, ["value 1"]);
  const { statements, indexes } = watch.take();
  expect(statements.find(({ sql }) => sql === BY_VALUE)?.indexes).toEqual(["numbers_value"]);
  expect(indexes).toEqual(["numbers_value"]);
});

test("an index that only a transaction uses is used", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, 100);
  await engine.run("CREATE INDEX numbers_value ON numbers (value)");
  const watch = watchOf(engine);
  expect(watch.take().indexes).toEqual([]);
  await engine.transaction((transaction) => transaction.get(BY_VALUE, ["value 3"]));
  expect(watch.take().indexes).toEqual(["numbers_value"]);
  await engine.run("DROP INDEX numbers_value");
  await engine.run("CREATE INDEX numbers_value_again ON numbers (value)");
  await engine.transaction((transaction) => transaction.run("DELETE FROM numbers WHERE value = ?", ["value 3"]));
  expect(watch.take().indexes).toEqual(["numbers_value_again"]);
});

test("what a transaction reads slowly counts", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, 30_000);
  const many = "SELECT count(*) AS count FROM numbers a, numbers b WHERE b.id <= 50 AND a.value > b.value";
  await engine.transaction((transaction) => transaction.get(many));
  expect(useOf(watchOf(engine), many)).toMatchObject({ runs: 1 });
});

test("a statement of a table that is gone has no indexes", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, 10);
  await engine.all(BY_VALUE, ["value 1"]);
  await engine.run("DROP TABLE numbers");
  expect(useOf(watchOf(engine), BY_VALUE)).toMatchObject({ runs: 1, indexes: [] });
});

test("slow statements and indexes are told of although many other statements came since", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, 30_000);
  await engine.run("CREATE INDEX numbers_value ON numbers (value)");
  await engine.get(IN_THREAD, ["value 5"]);
  await engine.get(BY_VALUE, ["value 5"]);
  for (let number = 0; number < 1200; number++) await engine.get(`SELECT ${number} AS number`);
  const watch = watchOf(engine);
  const seen = new Set<string>();
  const used = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const { statements, indexes } = watch.take();
    for (const { sql } of statements) seen.add(sql);
    for (const name of indexes) used.add(name);
  }
  expect(seen.has(IN_THREAD)).toBe(true);
  expect(seen.has(BY_VALUE)).toBe(true);
  expect(used.has("numbers_value")).toBe(true);
});
