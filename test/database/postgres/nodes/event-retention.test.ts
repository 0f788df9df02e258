// What becomes of events that are old, were deleted before somebody read them, or are gone with a part of the database.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Engine } from "../../../../src/database/engine.ts";
import { openPostgres } from "../../../../src/database/postgres/open.ts";
import { knownVersion, openNode, told, withSql } from "../../../support/event-nodes.ts";
import { PostgresServer } from "../../../support/postgres-server.ts";
import { silentLog } from "../../../support/test-app.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function tell(engine: Engine, ...messages: unknown[]): Promise<void> {
  await engine.transaction(async (transaction) => {
    for (const message of messages) transaction.tell("n", message);
  });
  await engine.events?.sync();
}

test("what was told can be read again from any number, until it is deleted", async () => {
  const url = await server.createDatabase();
  await using one = await openNode(url, "one");
  await using two = await openNode(url, "two");
  const { events } = two;
  for (let n = 1; n < 100; n += 3) await tell(one.engine, n, n + 1, n + 2);
  const seqs = async (after: number, limit = 1_000): Promise<number[] | undefined> =>
    (await events.after(after, limit))?.map(({ seq, body }) => {
      expect(body).toBe(String(seq));
      return seq;
    });
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  // Beyond the own position: it is read first.
  expect(await seqs(99)).toEqual([]);
  expect(await seqs(0)).toEqual(range(1, 99));
  expect(await seqs(4)).toEqual(range(5, 99));
  expect(await seqs(6, 5)).toEqual(range(7, 11));
  expect(await seqs(100)).toBeUndefined();

  await withSql(url, async (sql) => {
    await sql`UPDATE bb.batch SET written = now() - interval '1 hour' WHERE last <= 30`;
    expect([...(await sql`SELECT bb.forget_events(600, 4) AS n`)]).toEqual([{ n: 4 }]);
    expect([...(await sql`SELECT bb.forget_events(600, 100) AS n`)]).toEqual([{ n: 6 }]);
    expect([...(await sql`SELECT min(seq)::int AS first FROM bb.event`)]).toEqual([{ first: 11 }]);
  });
  expect(await events.after(29, 1)).toBeNull();
  expect(await seqs(30)).toEqual(range(31, 99));
  // The newest one says where the log is.
  await withSql(url, async (sql) => {
    await sql`UPDATE bb.batch SET written = now() - interval '1 hour'`;
    await sql`SELECT bb.forget_events(600, 100)`;
  });
  await tell(one.engine, 100);
  await events.sync();
  expect(await seqs(99)).toEqual([100]);
});

test("a server that missed something for good is told so, and goes on behind it", async () => {
  const url = await server.createDatabase();
  await using node = await openNode(url, "one");
  const { engine, events } = node;
  await engine.run(`CREATE TABLE "posts" ("id" text)`);
  await tell(engine, "before");
  const version = await knownVersion(engine, "posts");
  const gap = new Promise<void>((resolve) => events.onGap(resolve));
  // Too large for a notification, and deleted before anybody could read it.
  await withSql(url, async (sql) => {
    await sql.begin(async (transaction) => {
      const lost = `n\t"${"x".repeat(10_000)}"`;
      await transaction`INSERT INTO bb.event (node, tables, size, entries) VALUES ('other', '[]', 1, ${lost})`;
      await transaction`SELECT bb.sequence(0)`;
      await transaction`INSERT INTO bb.event (node, tables, size, entries) VALUES ('other', '[]', 1, ${'n\t"after"'})`;
      await transaction`SELECT bb.sequence(0)`;
      await transaction`DELETE FROM bb.batch WHERE id = (SELECT max(id) - 1 FROM bb.batch)`;
    });
  });
  await gap;
  expect(await told(node)).toEqual(["before", "after"]);
  expect(node.heard.map(({ seq }) => seq)).toEqual([1, 3]);
  expect(await knownVersion(engine, "posts")).not.toBe(version);
});

test("numbers have another meaning after the database was put back, and after a server was alone", async () => {
  const url = await server.createDatabase();
  const node = await openNode(url, "one");
  const { engine, events } = node;
  await tell(engine, 1);
  await tell(engine, 2);
  const { epoch } = events;
  const gap = new Promise<void>((resolve) => events.onGap(resolve));
  await withSql(url, (sql) => sql`DELETE FROM bb.batch WHERE id = (SELECT max(id) FROM bb.batch)`);
  await gap;
  expect(events.epoch).not.toBe(epoch);
  const epochs = [epoch, events.epoch];
  await engine.close();

  await using again = await openNode(url, "one");
  expect(again.events.epoch).toBe(events.epoch);
  await again.engine.close();
  const options = { url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog, isServer: true };
  await (await openPostgres(options)).close();
  await using last = await openNode(url, "one");
  expect(epochs).not.toContain(last.events.epoch);
});
