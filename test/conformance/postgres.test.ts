// The recorded answers on a real PostgreSQL: all reads, and the first sessions of writes.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PostgresServer } from "../support/postgres-server.ts";
import listed from "./postgres-differences.json" with { type: "json" };
import { readRecordedSet, readWorld } from "./recorded-answers.ts";
import { type Outcome, replayReads, replayWrites } from "./replay.ts";

const TIMEOUT_MS = 10 * 60 * 1000;
/** All of them take minutes: `bun test/support/with-postgres.ts bun test test/conformance`. */
const SESSIONS = { records: 25, schema: 30 };
const KNOWN: ReadonlySet<string> = new Set(listed.value.flatMap(({ ids }) => ids));

describe("recorded answers on PostgreSQL", () => {
  let server: PostgresServer;
  const before = process.env["BAOBOX_TEST_DATABASE"];

  beforeAll(async () => {
    server = await PostgresServer.start();
    process.env["BAOBOX_TEST_DATABASE"] = server.url();
  }, TIMEOUT_MS);

  afterAll(async () => {
    if (before === undefined) delete process.env["BAOBOX_TEST_DATABASE"];
    else process.env["BAOBOX_TEST_DATABASE"] = before;
    await server[Symbol.asyncDispose]();
  });

  test(
    "reads",
    async () => {
      const set = await readRecordedSet("reads");
      check(await replayReads(set, await readWorld()));
    },
    TIMEOUT_MS,
  );

  for (const name of ["records", "schema"] as const) {
    test(
      name,
      async () => {
        const set = await readRecordedSet(name);
        const sessions = set.sessions.slice(0, SESSIONS[name]);
        check(await replayWrites({ ...set, sessions }, await readWorld()));
      },
      TIMEOUT_MS,
    );
  }
});

function check(outcomes: readonly Outcome[]): void {
  expect(outcomes.length).toBeGreaterThan(0);
  const different = outcomes.filter(({ value, keyOrder }) => value !== undefined || keyOrder !== undefined);
  const unknown = different.filter(({ id }) => !KNOWN.has(id));
  expect(unknown.map(({ id, request, value, keyOrder }) => `${id}: ${request}\n  ${value ?? keyOrder}`)).toEqual([]);
}
