import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { PostgresServer } from "../../support/postgres-server.ts";
import { rows } from "./rows.ts";
import { TwoEngines } from "./two-engines.ts";

let server: PostgresServer;
let engines: TwoEngines;

beforeAll(async () => {
  server = await PostgresServer.start();
  engines = await TwoEngines.open(await server.createDatabase());
  for (const [table, values] of Object.entries(rows)) await engines.insert(table, values);
}, 120_000);

afterAll(async () => {
  await engines[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function queriesOf(file: string): string[] {
  const text = readFileSync(new URL(`queries/${file}.sql`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

/** Its values are random. */
const RANDOM = "SELECT hex(randomblob(4)) as id, 1 as n";

test("the 49 typical view queries give the same in SQLite and in PostgreSQL", async () => {
  const queries = queriesOf("typical");
  expect(queries.length).toBe(49);
  for (const query of queries.filter((one) => one !== RANDOM)) {
    const { sqlite, postgres } = await engines.compare(query);
    expect({ query, rows: postgres }).toEqual({ query, rows: sqlite });
  }
  const { postgres } = await engines.compare(RANDOM);
  expect(postgres).toEqual([expect.stringMatching(/^\{"id":"[0-9A-F]{8}","n":1\}$/)]);
}, 120_000);

test("so do 260 more of every clause and function", async () => {
  const queries = queriesOf("more");
  expect(queries.length).toBeGreaterThan(260);
  for (const query of queries) {
    const { sqlite, postgres } = await engines.compare(query);
    expect({ query, rows: postgres }).toEqual({ query, rows: sqlite });
    expect(sqlite).toBeArray();
  }
}, 120_000);
