// One order of all commits for all servers, where the numbers of transactions have another one.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Engine } from "../../../../src/database/engine.ts";
import { ALL_FEATURES } from "../../../../src/database/postgres/engine-features.ts";
import { type EventNode, openNode, told, withSql } from "../../../support/event-nodes.ts";
import { failure } from "../../../support/failure.ts";
import { PostgresServer } from "../../../support/postgres-server.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const ROWS = 8;
const WRITERS = 8;
const TRANSACTIONS = 2_000;

async function tables(engine: Engine): Promise<void> {
  await engine.run(`CREATE TABLE "counters" ("id" int PRIMARY KEY, "n" int)`);
  await engine.run(`INSERT INTO "counters" SELECT i, 0 FROM generate_series(0, ${ROWS - 1}) AS i`);
  await engine.run(`CREATE TABLE "notes" ("text" text)`);
}

/** Counts a row up and tells the number. */
async function count(engine: Engine, row: number, { isLate = false, fails = false } = {}): Promise<void> {
  await engine.transaction(async (transaction) => {
    // The transaction has its number before it waits for the row.
    if (isLate) await transaction.run(`INSERT INTO "notes" ("text") VALUES (?)`, ["waits"]);
    const sql = `UPDATE "counters" SET "n" = "n" + 1 WHERE "id" = ? RETURNING "n"`;
    const counted = await transaction.get<{ n: number }>(sql, [row]);
    transaction.tell("count", [row, counted?.n]);
    if (fails) throw new Error("rolled back");
  });
}

/** Whether each row was counted one by one. */
function isInOrder(counts: readonly (readonly [number, number])[]): boolean {
  const last = new Map<number, number>();
  return counts.every(([row, n]) => {
    const before = last.get(row) ?? 0;
    last.set(row, n);
    return n === before + 1;
  });
}

const countsOf = ({ heard }: EventNode): [number, number][] =>
  heard.map(({ body }) => JSON.parse(body) as [number, number]);

/** In the order of the numbers of transactions, which is that of `pg_snapshot_xmin` as a watermark. */
function inOrderOfTransactions(url: string): Promise<[number, number][]> {
  return withSql(url, async (sql) => {
    const rows = await sql<{ entries: string }[]>`SELECT entries FROM bb.event WHERE size = 1 ORDER BY xid, seq`;
    return rows.map(({ entries }) => JSON.parse(entries.split("\t")[1] ?? "") as [number, number]);
  });
}

test("a transaction that waited for a row comes behind the one it waited for, although its number is smaller", async () => {
  const url = await server.createDatabase();
  await using one = await openNode(url, "one");
  await tables(one.engine);
  await using two = await openNode(url, "two");
  const [begun, holds] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const late = two.engine.transaction(async (transaction) => {
    await transaction.run(`INSERT INTO "notes" ("text") VALUES (?)`, ["first"]);
    begun.resolve();
    await holds.promise;
    const sql = `UPDATE "counters" SET "n" = "n" + 1 WHERE "id" = 0 RETURNING "n"`;
    transaction.tell("count", [0, (await transaction.get<{ n: number }>(sql))?.n]);
  });
  await begun.promise;
  await one.engine.transaction(async (transaction) => {
    const sql = `UPDATE "counters" SET "n" = "n" + 1 WHERE "id" = 0 RETURNING "n"`;
    transaction.tell("count", [0, (await transaction.get<{ n: number }>(sql))?.n]);
    holds.resolve();
  });
  await late;
  for (const node of [one, two]) {
    await node.events.sync();
    expect(countsOf(node)).toEqual([
      [0, 1],
      [0, 2],
    ]);
  }
  expect(await inOrderOfTransactions(url)).toEqual([
    [0, 2],
    [0, 1],
  ]);
});

test("a commit is told however late it comes after it took its number, and a rollback is not waited for", async () => {
  const url = await server.createDatabase();
  await using node = await openNode(url, "one");
  const tell = async (n: number): Promise<void> => {
    await node.engine.transaction(async (transaction) => void transaction.tell("n", n));
    await node.events.sync();
  };
  const insert = (body: string): string =>
    `INSERT INTO bb.event (node, tables, size, entries) VALUES ('other', '[]', 1, 'n\t${body}')`;
  await withSql(url, (older) =>
    withSql(url, (late) =>
      withSql(url, async (undone) => {
        // The one that is seen first has the smallest number of a transaction, but a larger one of an event.
        await older.unsafe("BEGIN; SELECT pg_current_xact_id()");
        await late.unsafe(`BEGIN; ${insert('"late"')}`);
        await undone.unsafe(`BEGIN; ${insert('"undone"')}`);
        await older.unsafe(`${insert('"older"')}; COMMIT`);
        for (let n = 0; n < 10; n += 1) await tell(n);
        await undone.unsafe("ROLLBACK");
        for (let n = 10; n < 15; n += 1) await tell(n);
        await late.unsafe("COMMIT");
        for (let n = 15; n < 20; n += 1) await tell(n);
      }),
    ),
  );
  const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
  expect(await told(node)).toEqual(["older", ...numbers(0, 15), "late", ...numbers(15, 20)]);
  const gaps = await withSql(
    url,
    (sql) => sql<{ gaps: string }[]>`SELECT gaps::text FROM bb.batch ORDER BY id DESC LIMIT 1`,
  );
  expect(gaps[0]?.gaps).toBe("{}");
});

test.each([
  ALL_FEATURES,
  { ...ALL_FEATURES, hasListen: false },
  { hasAdvisoryLocks: false },
  { hasTransactionNumbers: false },
  { hasListen: false, hasAdvisoryLocks: false, hasTransactionNumbers: false },
])(
  "nothing is missed, comes twice or out of order under load, with lost connections and dead servers: %j",
  async (features) => {
    const url = await server.createDatabase();
    await using one = await openNode(url, "one", features);
    await tables(one.engine);
    await using two = await openNode(url, "two", features);
    await using three = await openNode(url, "three", features);
    const nodes = [one, two, three];
    const open = Promise.withResolvers<void>();
    const long = three.engine.transaction(async (transaction) => {
      await transaction.run(`INSERT INTO "notes" ("text") VALUES (?)`, ["held open"]);
      await open.promise;
      transaction.tell("count", [-1, 1]);
    });
    const before = await withSql(url, async (sql) => {
      const isDone = { value: false };
      const cutting = (async () => {
        while (!isDone.value) {
          await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`;
          await Bun.sleep(200);
        }
      })();
      let next = 0;
      const write = async (): Promise<void> => {
        for (let n = next++; n < TRANSACTIONS; n = next++) {
          const node = nodes[n % nodes.length] ?? one;
          const fails = n % 10 === 9;
          const counting = count(node.engine, (n * 7) % ROWS, { isLate: n % 3 === 0, fails });
          if (fails) await failure(counting);
          else await counting;
          if (n % 400 !== 5) continue;
          await withSql(url, async (dead) => {
            // A server that died right after its commit, and one that was rolled back after it had taken its place.
            await dead`INSERT INTO bb.event (node, tables, size, entries) VALUES ('dead', '[]', 1, ${`count\t[${ROWS + n},1]`})`;
            await dead.unsafe(
              "BEGIN; INSERT INTO bb.event (node, tables, size, entries) VALUES ('dead', '[]', 1, ''); ROLLBACK",
            );
          });
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, write));
      for (const { events } of nodes) await events.sync();
      const seen = one.heard.length;
      isDone.value = true;
      await cutting;
      return seen;
    });
    // The transaction that is open all the time holds nobody up.
    expect(before).toBe(TRANSACTIONS * 0.9 + TRANSACTIONS / 400);
    open.resolve();
    await long;
    for (const { events } of nodes) await events.sync();
    expect(one.heard.map(({ seq }) => seq)).toEqual(Array.from({ length: before + 1 }, (_, index) => index + 1));
    expect(two.heard).toEqual(one.heard);
    expect(three.heard).toEqual(one.heard);
    expect(isInOrder(countsOf(one))).toBe(true);
  },
  120_000,
);
