// Rows that are written at once share a transaction, in which each is told of.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { UniqueConstraintError } from "../../../../src/database/engine.ts";
import { postgresDialect } from "../../../../src/database/postgres/dialect.ts";
import type { RowColumn, RowWrite } from "../../../../src/database/row-write.ts";
import { type EventNode, openNode, told } from "../../../support/event-nodes.ts";
import { failure } from "../../../support/failure.ts";
import { PostgresServer } from "../../../support/postgres-server.ts";

const { severalRows } = postgresDialect;
const COLUMNS: readonly RowColumn[] = [
  { name: "id", kind: "id" },
  { name: "n", kind: "number" },
];
const INSERT: RowWrite = {
  kind: "insert",
  one: `INSERT INTO "posts" ("id", "n") VALUES (?, ?)`,
  several: severalRows?.insert("posts", COLUMNS) ?? "",
};
const UPDATE: RowWrite = {
  kind: "update",
  one: `UPDATE "posts" SET "n" = ? WHERE id = ?`,
  several: severalRows?.update("posts", COLUMNS.slice(1)) ?? "",
};

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

function write({ engine }: EventNode, row: RowWrite, [id, n]: readonly [string, number]): Promise<{ changes: number }> {
  const parameters = row.kind === "insert" ? [id, n] : [n, id];
  return engine.rowWriter.write(row, parameters, { told: { name: "posts", message: [id, n] }, orderKey: id });
}

test("each row that was written is told of once, in its order, and no other", async () => {
  const url = await server.createDatabase();
  await using one = await openNode(url, "one");
  await one.engine.run(`CREATE TABLE "posts" ("id" text PRIMARY KEY, "n" float8)`);
  await using two = await openNode(url, "two");
  const nodes = [one, two];
  const nodeOf = (n: number): EventNode => nodes[n % 2] ?? one;
  const created = Array.from({ length: 200 }, (_, n) => [`p${n}`, 0] as const);
  await Promise.all(created.map((values, n) => write(nodeOf(n), INSERT, values)));
  const [again, none] = await Promise.all([
    failure(write(one, INSERT, ["p7", 1])),
    write(one, UPDATE, ["nothing", 1]),
    write(one, UPDATE, ["p8", 1]),
    write(one, INSERT, ["last", 1]),
  ]);
  expect(again).toBeInstanceOf(UniqueConstraintError);
  expect(none.changes).toBe(0);
  const before = await one.engine.get<{ n: number }>("SELECT count(*) AS n FROM bb.event WHERE ?", [true]);
  expect(before?.n).toBeLessThan(150);

  // Of one row, by both nodes at once: the last that was told is what is stored.
  await Promise.all(Array.from({ length: 300 }, (_, n) => write(nodeOf(n), UPDATE, [`p${n % 10}`, n + 2])));
  const heard = (await told(one)) as [string, number][];
  expect(await told(two)).toEqual(heard);
  const wanted = [...created, ["p8", 1], ["last", 1], ...Array.from({ length: 300 }, (_, n) => [`p${n % 10}`, n + 2])];
  expect(heard.map(String).toSorted()).toEqual(wanted.map(String).toSorted());
  const rows = await one.engine.all<{ id: string; n: number }>(`SELECT "id", "n" FROM "posts" WHERE ?`, [true]);
  expect(new Map(heard)).toEqual(new Map(rows.map(({ id, n }) => [id, n])));
});
