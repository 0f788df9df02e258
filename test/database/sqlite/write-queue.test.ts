import { expect, test } from "bun:test";
import { QueryTimeoutError, type Transaction } from "../../../src/database/engine.ts";
import { createNumbers, rejection, temporaryEngine } from "./temporary-engine.ts";

test("transactions run one after the other in the order in which they were asked for", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  const order: string[] = [];
  await Promise.all(
    ["a", "b", "c", "d"].map((name) =>
      engine.transaction(async (transaction) => {
        order.push(`${name} begins`);
        await transaction.get("SELECT 1");
        order.push(`${name} ends`);
      }),
    ),
  );
  expect(order).toEqual(["a", "b", "c", "d"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("what a transaction wrote is gone when its work throws, and unseen outside before its commit", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const failure = await rejection(
    engine.transaction(async (transaction) => {
      await transaction.run("INSERT INTO t VALUES (1)");
      expect(await transaction.all("SELECT a FROM t")).toEqual([{ a: 1 }]);
      expect(await engine.all("SELECT a FROM t")).toEqual([]);
      throw new Error("changed my mind");
    }),
  );
  expect(failure.message).toBe("changed my mind");
  expect(await engine.all("SELECT a FROM t")).toEqual([]);
  await engine.transaction((transaction) => transaction.run("INSERT INTO t VALUES (2)"));
  expect(await engine.all("SELECT a FROM t")).toEqual([{ a: 2 }]);
});

test("a commit that fails is a rollback", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE parents (id PRIMARY KEY)");
  await engine.run("CREATE TABLE children (parent REFERENCES parents(id) DEFERRABLE INITIALLY DEFERRED)");
  const calls: string[] = [];
  const failure = await rejection(
    engine.transaction(async (transaction) => {
      transaction.afterCommit(() => void calls.push("commit"));
      transaction.afterRollback(() => void calls.push("rollback"));
      await transaction.run("INSERT INTO children VALUES ('nobody')");
    }),
  );
  expect(failure.message).toContain("FOREIGN KEY");
  expect(calls).toEqual(["rollback"]);
  expect(await engine.all("SELECT * FROM children")).toEqual([]);
});

test("callbacks run in order after the commit, may write, and a failing one is only logged", async () => {
  await using database = await temporaryEngine();
  const { engine, errors } = database;
  await engine.run("CREATE TABLE t (a)");
  const calls: string[] = [];
  await engine.transaction(async (transaction) => {
    transaction.afterCommit(async () => {
      await engine.run("INSERT INTO t VALUES (1)");
      calls.push("first");
    });
    transaction.afterCommit(() => {
      throw new Error("broken");
    });
    transaction.afterCommit(() => void calls.push("last"));
    transaction.afterRollback(() => void calls.push("rollback"));
  });
  expect(calls).toEqual(["first", "last"]);
  expect(errors).toEqual(["Work after a commit failed"]);
  expect(await engine.all("SELECT a FROM t")).toEqual([{ a: 1 }]);
});

test("a write that waits for the transaction of its own caller is reported as a deadlock", async () => {
  await using database = await temporaryEngine({ deadlockAfterMs: 20 });
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const failure = await rejection(
    engine.transaction(async (transaction) => {
      await transaction.run("INSERT INTO t VALUES (1)");
      await engine.run("INSERT INTO t VALUES (2)");
    }),
  );
  expect(failure.message).toStartWith("deadlock: a write through the engine waits");
  expect(await engine.all("SELECT a FROM t")).toEqual([]);
});

test("a write that the transaction's own caller does not wait for comes after the commit", async () => {
  await using database = await temporaryEngine({ deadlockAfterMs: 5_000 });
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  let later: Promise<unknown> = Promise.resolve();
  await engine.transaction(async (transaction) => {
    later = engine.run("INSERT INTO t SELECT count(*) FROM t");
    await transaction.run("INSERT INTO t VALUES ('first')");
  });
  await later;
  expect(await engine.all("SELECT a FROM t")).toEqual([{ a: "first" }, { a: 1 }]);
});

test("a transaction whose work hangs is rolled back at its limit, and its handle is of no more use", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const hanging = Promise.withResolvers<void>();
  let late: Promise<Error> = Promise.reject(new Error("never asked"));
  late.catch(() => {});
  const failure = await rejection(
    engine.transaction(
      async (transaction) => {
        await transaction.run("INSERT INTO t VALUES (1)");
        late = hanging.promise.then(() => rejection(transaction.run("INSERT INTO t VALUES (2)")));
        await hanging.promise;
      },
      { timeoutMs: 20 },
    ),
  );
  const expected = "the transaction was rolled back because it was still open after 20 ms";
  expect(failure.message).toBe(expected);
  hanging.resolve();
  expect((await late).message).toBe(expected);
  await engine.run("INSERT INTO t VALUES (3)");
  expect(await engine.all("SELECT a FROM t")).toEqual([{ a: 3 }]);
});

test("the handle of a transaction that has ended throws", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  const kept = await engine.transaction(async (transaction) => ({ transaction }));
  expect((await rejection(kept.transaction.get("SELECT 1"))).message).toBe("the transaction has ended");
});

test("work that shares a commit fails alone, and each is told of its own outcome", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a UNIQUE)");
  const calls: string[] = [];
  const insert = (value: number): Promise<number> =>
    engine.transaction(
      async (transaction) => {
        transaction.afterCommit(() => void calls.push(`commit ${value}`));
        transaction.afterRollback(() => void calls.push(`rollback ${value}`));
        await transaction.run("INSERT INTO t VALUES (?)", [value]);
        if (value === 3) throw new Error("not three");
        return value;
      },
      { sharesCommit: true },
    );
  const outcomes = await Promise.allSettled([insert(1), insert(2), insert(2), insert(3), insert(4)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(await engine.all("SELECT a FROM t ORDER BY a")).toEqual([{ a: 1 }, { a: 2 }, { a: 4 }]);
  expect(calls.sort()).toEqual(["commit 1", "commit 2", "commit 4", "rollback 2", "rollback 3"]);
});

test("work that writes once fails alone without a savepoint, with triggers too", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a UNIQUE)");
  await engine.run("CREATE TABLE seen (a)");
  const insert = (value: number): Promise<unknown> =>
    engine.transaction((transaction) => transaction.run("INSERT INTO t VALUES (?)", [value]), {
      sharesCommit: true,
      writesOnce: true,
    });
  const statuses = async (values: number[]): Promise<string[]> =>
    (await Promise.allSettled(values.map(insert))).map(({ status }) => status);
  expect(await statuses([1, 2, 2, 3])).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  // What it wrote before stays where a trigger ends the statement so.
  await engine.run(
    "CREATE TRIGGER watch BEFORE INSERT ON t BEGIN INSERT INTO seen VALUES (new.a); SELECT RAISE(FAIL, 'odd') WHERE new.a % 2; END",
  );
  expect(await statuses([4, 5, 6])).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await engine.all("SELECT a FROM t ORDER BY a")).toEqual([1, 2, 3, 4, 6].map((a) => ({ a })));
  expect(await engine.all("SELECT a FROM seen ORDER BY a")).toEqual([4, 6].map((a) => ({ a })));
});

test("work that fails behind its only statement takes all with it that share the commit", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const insert = (value: number): Promise<unknown> =>
    engine.transaction(
      async (transaction) => {
        await transaction.run("INSERT INTO t VALUES (?)", [value]);
        if (value === 2) throw new Error("not two");
      },
      { sharesCommit: true, writesOnce: true },
    );
  const outcomes = await Promise.allSettled([1, 2, 3].map(insert));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect(await engine.all("SELECT a FROM t")).toEqual([{ a: 3 }]);
});

test("who writes a row hears of it behind those whose transactions came before in the same commit", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const heard: number[] = [];
  const insert = async (value: number): Promise<void> => {
    const sql = "INSERT INTO t VALUES (?)";
    const row = { kind: "insert", one: sql, several: sql } as const;
    if (value % 2 === 0) await engine.rowWriter.write(row, [value], { told: null, orderKey: "t/1" });
    else await engine.transaction((transaction) => transaction.run(sql, [value]), { sharesCommit: true });
    if (value % 2 === 1) for (let step = 0; step < 20; step++) await Promise.resolve();
    heard.push(value);
  };
  await Promise.all([1, 2, 3, 4, 5].map(insert));
  expect(heard).toEqual([1, 2, 3, 4, 5]);
  expect(engine.figures().commits).toBe(2);
});

test("each of many transactions has its own time limit", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  const hanging = () => new Promise<never>(() => undefined);
  for (let round = 0; round < 3; round++) {
    await engine.transaction((transaction) => transaction.run("SELECT 1"));
    const failure = await rejection(engine.transaction(hanging, { timeoutMs: 20 + round }));
    expect(failure.message).toContain(`open after ${20 + round} ms`);
    const shared = { sharesCommit: true, timeoutMs: 20 - round };
    expect((await rejection(engine.transaction(hanging, shared))).message).toContain(`open after ${20 - round} ms`);
  }
});

test("work that shares a commit with a failing commit is rolled back with it", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE parents (id PRIMARY KEY)");
  await engine.run("CREATE TABLE children (parent REFERENCES parents(id) DEFERRABLE INITIALLY DEFERRED)");
  const shared = { sharesCommit: true };
  const [good, bad] = await Promise.all([
    rejection(engine.transaction((transaction) => transaction.run("INSERT INTO parents VALUES ('a')"), shared)),
    rejection(engine.transaction((transaction) => transaction.run("INSERT INTO children VALUES ('b')"), shared)),
  ]);
  expect(good.message).toContain("FOREIGN KEY");
  expect(bad.message).toContain("FOREIGN KEY");
  expect(await engine.all("SELECT * FROM parents")).toEqual([]);
  await engine.transaction((transaction) => transaction.run("INSERT INTO parents VALUES ('c')"), shared);
  expect(await engine.all("SELECT * FROM parents")).toEqual([{ id: "c" }]);
});

test("shared commits and transactions of their own take turns", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await engine.run("CREATE TABLE t (a)");
  const writes = Array.from({ length: 300 }, (_, index) =>
    engine.transaction((transaction) => transaction.run("INSERT INTO t VALUES (?)", [index]), {
      sharesCommit: index % 3 !== 0,
    }),
  );
  await Promise.all(writes);
  expect(await engine.get("SELECT count(*) AS total FROM t")).toEqual({ total: 300 });
});

test("a time limit longer than timers can be does not end the transaction at once", async () => {
  await using database = await temporaryEngine();
  const work = async (transaction: Transaction): Promise<unknown> => {
    // With the defect the limit's timer is over after one millisecond.
    await new Promise((resolve) => setTimeout(resolve, 10));
    return transaction.get("SELECT 1 AS one");
  };
  expect(await database.engine.transaction(work, { timeoutMs: 2 ** 31 })).toEqual({ one: 1 });
});

test("a statement in a transaction runs no longer than the transaction may", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, 3_000);
  const { expressions } = engine.dialect;
  const endless = `SELECT count(*) AS n FROM numbers a, numbers b, numbers c WHERE ${expressions.deadline('c."id"')}`;
  const started = performance.now();
  const failure = await rejection(engine.transaction((transaction) => transaction.all(endless), { timeoutMs: 100 }));
  expect(failure).toBeInstanceOf(QueryTimeoutError);
  expect(performance.now() - started).toBeLessThan(10_000);
});
