import { expect, test } from "bun:test";
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
