import { expect, test } from "bun:test";
import { AsyncLocalStorage } from "node:async_hooks";
import type { CommitOrder } from "../../../src/lib/bus.ts";
import { temporaryEngine } from "./temporary-engine.ts";

test("work that finds no row to change fails alone", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const sql = "INSERT INTO t VALUES (?)";
  const shared = { sharesCommit: true, writesOnce: true };
  const outcomes = await Promise.allSettled([
    engine.transaction((transaction) => transaction.run(sql, [1]), shared),
    engine.rowWriter.write({ kind: "insert", one: sql, several: sql }, [2], { told: null, orderKey: "t/2" }),
    engine.transaction(async (transaction) => {
      const { changes } = await transaction.run("UPDATE t SET a = 4 WHERE a = 3");
      if (changes === 0) throw new Error("it no longer exists");
    }, shared),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  expect(await engine.all("SELECT a FROM t ORDER BY a")).toEqual([{ a: 1 }, { a: 2 }]);
});

test("transactions that share a commit run in the contexts of their callers", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const caller = new AsyncLocalStorage<string>();
  const seen: (readonly [string, string | undefined])[] = [];
  const write = (name: string): Promise<unknown> =>
    caller.run(name, () =>
      engine.transaction(
        async (transaction) => {
          seen.push([name, caller.getStore()]);
          transaction.afterCommit(() => void seen.push([name, caller.getStore()]));
          transaction.afterRollback(() => void seen.push([name, caller.getStore()]));
          await transaction.run("INSERT INTO t VALUES (?)", [name]);
          if (name === "c") throw new Error("not c");
        },
        { sharesCommit: true },
      ),
    );
  await Promise.allSettled(["a", "b", "c"].map(write));
  expect(seen).toHaveLength(6);
  for (const [name, found] of seen) expect(found).toBe(name);
  expect(engine.figures().commits).toBe(2);
});

test("a process that is alone knows the order of its own commits, too", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const sql = "INSERT INTO t VALUES (?)";
  const write = (): Promise<CommitOrder | null> =>
    engine.transaction(async (transaction) => {
      await transaction.run(sql, [1]);
      return transaction.orderOf("t/1");
    });
  const first = await write();
  const row = { kind: "insert", one: sql, several: sql } as const;
  const { order: second } = await engine.rowWriter.write(row, [2], { told: null, orderKey: "t/1" });
  const third = await write();
  expect([first?.previous, second?.previous, third?.previous]).toEqual([0, first?.commit ?? -1, second?.commit ?? -1]);
  expect([first, second, third].map((order) => order?.isOwn)).toEqual([true, true, true]);
});

test("the place of a commit that failed is waited for by nobody", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE a (id TEXT PRIMARY KEY)");
  await engine.run("CREATE TABLE parts (of TEXT REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)");
  const insert = (of: string | null): Promise<CommitOrder | null> =>
    engine.transaction(async (transaction) => {
      await transaction.run("INSERT INTO parts VALUES (?)", [of]);
      return transaction.orderOf("parts/1");
    });
  const first = await insert(null);
  await engine.run("INSERT INTO a VALUES ('1')");
  expect(insert("missing")).rejects.toThrow("FOREIGN KEY");
  expect((await insert(null))?.previous).toBe(first?.commit ?? -1);
});
