import { expect, test } from "bun:test";
import type { Engine, InPlaceConnection, Transaction } from "../../../src/database/engine.ts";
import { rejection, temporaryEngine } from "./temporary-engine.ts";

const PARENT = "SELECT id FROM parents WHERE id = ? LIMIT 1";

async function createTables(engine: Engine): Promise<void> {
  await engine.run("CREATE TABLE parents (id TEXT PRIMARY KEY NOT NULL)");
  await engine.run("CREATE TABLE children (id TEXT PRIMARY KEY ON CONFLICT REPLACE NOT NULL, parent TEXT)");
  await engine.run("CREATE TABLE removals (id TEXT)");
  await engine.run("CREATE TRIGGER remove AFTER INSERT ON removals BEGIN DELETE FROM parents WHERE id = NEW.id; END");
  for (const id of ["a", "b"]) await engine.run("INSERT INTO parents VALUES (?)", [id]);
}

function inPlaceOf({ inPlace }: Transaction): InPlaceConnection {
  if (inPlace === null) throw new Error("SQLite answers in place");
  return inPlace;
}

test("a row that was found is known until something may have removed it", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createTables(engine);
  const removals: [string, (transaction: Transaction) => unknown][] = [
    ["DELETE", (transaction) => inPlaceOf(transaction).runNow("DELETE FROM parents WHERE id = 'a'")],
    ["run", (transaction) => transaction.run("DELETE FROM parents WHERE id = ?", ["a"])],
    ["RETURNING", (transaction) => transaction.all("DELETE FROM parents WHERE id = 'a' RETURNING id")],
    ["UPDATE", (transaction) => transaction.run("UPDATE parents SET id = 'c' WHERE id = 'a'")],
    ["REPLACE", (transaction) => transaction.run("UPDATE OR REPLACE parents SET id = 'b' WHERE id = 'a'")],
    ["trigger", (transaction) => transaction.run("INSERT INTO removals VALUES ('a')")],
    [
      "DROP",
      (transaction) => transaction.run("ALTER TABLE parents RENAME TO others").then(() => recreate(transaction)),
    ],
  ];
  for (const [name, remove] of removals) {
    const failure = await rejection(
      engine.transaction(async (transaction) => {
        const inPlace = inPlaceOf(transaction);
        expect([name, inPlace.hasRowNow(PARENT, "a"), inPlace.hasRowNow(PARENT, "z")]).toEqual([name, true, false]);
        inPlace.runNow("INSERT INTO children VALUES (?, ?)", ["1", "a"]);
        expect([name, inPlace.hasRowNow(PARENT, "a")]).toEqual([name, true]);
        await remove(transaction);
        expect([name, inPlace.hasRowNow(PARENT, "a")]).toEqual([name, false]);
        throw new Error("undone");
      }),
    );
    expect(failure.message).toBe("undone");
  }
});

async function recreate(transaction: Transaction): Promise<void> {
  await transaction.run("CREATE TABLE parents (id TEXT PRIMARY KEY NOT NULL)");
}

test("rows that an insert replaces are no longer known", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createTables(engine);
  const child = "SELECT id FROM children WHERE id = ? AND parent = 'a' LIMIT 1";
  await engine.transaction(async (transaction) => {
    const inPlace = inPlaceOf(transaction);
    inPlace.runNow("INSERT INTO children VALUES (?, ?)", ["1", "a"]);
    expect(inPlace.hasRowNow(child, "1")).toBe(true);
    inPlace.runNow("INSERT INTO children VALUES (?, ?)", ["1", "b"]);
    expect(inPlace.hasRowNow(child, "1")).toBe(false);
  });
});

const TRIGGER = "CREATE TRIGGER others AFTER INSERT ON parents BEGIN DELETE FROM parents WHERE id = 'a'; END";

test.each([
  ["that gives no rows", (transaction: Transaction) => transaction.run(TRIGGER)],
  ["that gives rows", (transaction: Transaction) => transaction.all(TRIGGER)],
])("rows that a new trigger removes are no longer known, made by a statement %s", async (_, createTrigger) => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createTables(engine);
  await engine.transaction(async (transaction) => {
    const inPlace = inPlaceOf(transaction);
    const add = "INSERT INTO parents VALUES (?)";
    inPlace.runNow(add, ["x"]);
    expect(inPlace.hasRowNow(PARENT, "a")).toBe(true);
    await createTrigger(transaction);
    expect(inPlace.hasRowNow(PARENT, "a")).toBe(true);
    inPlace.runNow(add, ["y"]);
    expect(inPlace.hasRowNow(PARENT, "a")).toBe(false);
  });
});

test("after its end a transaction answers no more", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createTables(engine);
  const ended = await engine.transaction(async (transaction) => {
    const inPlace = inPlaceOf(transaction);
    expect(inPlace.hasRowNow(PARENT, "a")).toBe(true);
    return inPlace;
  });
  expect(() => ended.hasRowNow(PARENT, "a")).toThrow("the transaction has ended");
  expect(() => ended.getNow(PARENT, ["a"])).toThrow("the transaction has ended");
  expect(() => ended.runNow("DELETE FROM parents")).toThrow("the transaction has ended");
  expect(engine.inPlace).toBeNull();
});
