// Which servers may run on a database at the same time.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { SQL } from "bun";
import { openPostgres } from "../../../../src/database/postgres/open.ts";
import type { Engine } from "../../../../src/database/engine.ts";
import { failure } from "../../../support/failure.ts";
import { PostgresServer } from "../../../support/postgres-server.ts";
import { silentLog } from "../../../support/test-app.ts";

let server: PostgresServer;
let url: string;

beforeAll(async () => {
  server = await PostgresServer.start();
  url = await server.createDatabase();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

function open(node?: string): Promise<Engine> {
  return openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog, isServer: true, node });
}

const reason = async (node?: string): Promise<string> => String(await failure(open(node)));

test("nodes run together, each with its own name, and not with a server that is alone", async () => {
  const alone = await open();
  expect(await reason("one")).toContain("a server without --node runs on it: stop it");
  await alone.close();

  // At the same time, on a database in which nothing of nodes is yet.
  const [one, two] = await Promise.all([open("one"), open("two")]);
  expect(await reason()).toContain("nodes run on it: start this one with --node NAME too");
  expect(await reason("two")).toContain("a node with the name two runs on it: give this one another name");
  await Promise.all([one.close(), two.close()]);
  await (await open()).close();
});

test("nodes that don't understand each other don't run together", async () => {
  const one = await open("one");
  await using sql = new SQL(url, { max: 1 });
  await sql`UPDATE bb.meta SET value = '99' WHERE key = 'protocol'`;
  expect(await reason("two")).toContain(
    "nodes of a later version run on it, which this one can't work with: stop them first",
  );
  await one.close();
  // Those of the other version are gone.
  await (await open("two")).close();
  expect([...(await sql`SELECT value FROM bb.meta WHERE key = 'protocol'`)]).toEqual([{ value: "1" }]);
});
