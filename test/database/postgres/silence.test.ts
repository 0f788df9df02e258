// A PostgreSQL that falls silent, or whose answer is lost: nobody waits for ever, and who hears of a failure may rely on it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Engine } from "../../../src/database/engine.ts";
import { DatabaseUnavailableError } from "../../../src/database/engine.ts";
import { PostgresConnection } from "../../../src/database/postgres/connection.ts";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { failure } from "../../support/failure.ts";
import { PostgresProxy } from "../../support/postgres-proxy.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog } from "../../support/test-app.ts";

const LIMIT_MS = 400;
const INSERT = `INSERT INTO "posts" ("id") VALUES (?)`;
let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function open(queryTimeoutMs: number): Promise<Engine & AsyncDisposable & { readonly proxy: PostgresProxy }> {
  const proxy = await PostgresProxy.start(await server.createDatabase());
  const engine = await openPostgres({ url: proxy.url, schemaName: "public", queryTimeoutMs, log: silentLog });
  await engine.run(`CREATE TABLE "posts" ("id" text PRIMARY KEY)`);
  const dispose = async (): Promise<void> => {
    await engine.close();
    await proxy[Symbol.asyncDispose]();
  };
  return Object.assign(engine, { proxy, [Symbol.asyncDispose]: dispose });
}

const stored = async (engine: Engine, id: string): Promise<boolean> =>
  (await engine.get(`SELECT "id" FROM "posts" WHERE "id" = ?`, [id])) !== null;

describe("a database that falls silent", () => {
  const read = (engine: Engine): Promise<unknown> => engine.get("SELECT 1 AS one WHERE ?", [true]);

  test("is an error a second after the limit of statements, and is used again when it speaks", async () => {
    await using engine = await open(LIMIT_MS);
    await Promise.all([read(engine), read(engine)]);
    engine.proxy.fallSilent();
    const startedMs = performance.now();
    // More than there are connections: some wait for one.
    const all = Array.from({ length: 30 }, () => failure(read(engine)));
    const writes = [
      failure(engine.run(INSERT, ["a"])),
      failure(engine.transaction((transaction) => transaction.run(INSERT, ["b"]))),
      failure(engine.runScript("SELECT 1", { maxRows: 1, timeoutMs: LIMIT_MS })),
    ];
    for (const error of await Promise.all([...all, ...writes])) expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(performance.now() - startedMs).toBeGreaterThan(LIMIT_MS);
    engine.proxy.speakAgain();
    // What was being opened meanwhile is still waited for.
    await until(() => engine.run(INSERT, ["c"]).then(succeeds, fails));
    await until(() => read(engine).then(succeeds, fails));
    expect(await engine.all(`SELECT "id" FROM "posts"`)).toEqual([{ id: "c" }]);
  });

  test("ends a transaction at its own limit, although nothing answers", async () => {
    await using engine = await open(60_000);
    const work = engine.transaction(
      async (transaction) => {
        await transaction.run(INSERT, ["a"]);
        engine.proxy.fallSilent();
        await transaction.run(INSERT, ["b"]);
      },
      { timeoutMs: 200 },
    );
    expect(String(await failure(work))).toContain("still open after 200 ms");
    engine.proxy.speakAgain();
    await until(() => read(engine).then(succeeds, fails));
    expect(await stored(engine, "a")).toBe(false);
  });

  test("a slow statement before the limit is none, and neither is one without a limit", async () => {
    const sleep = "SELECT pg_sleep(1.5)::text AS slept WHERE $1";
    await using engine = await open(2_000);
    expect(await engine.get(sleep, [true])).toEqual({ slept: "" });
    const session = { schemaName: "public", statementTimeoutMs: 0, connectTimeoutMs: 10_000, isServer: true };
    const connection = await PostgresConnection.open({ ...session, url: engine.proxy.url });
    expect([...(await connection.query(sleep, [true]))]).toEqual([{ slept: "" }]);
    await connection.close();
  });
});

test("a write says that it failed only where it is not stored, whichever answer was lost", async () => {
  await using engine = await open(10_000);
  const outcomes: string[] = [];
  for (let answers = 0; ; answers += 1) {
    const id = `row${answers}`;
    // What is opened beforehand answers, too.
    await engine.run(INSERT, [`before${answers}`]);
    engine.proxy.loseAnswerAfter(answers);
    const error = await engine.run(INSERT, [id]).then(
      () => null,
      (reason: unknown) => reason,
    );
    const wasLost = engine.proxy.hasLostAnswer;
    engine.proxy.loseAnswerAfter(Number.POSITIVE_INFINITY);
    if (error !== null) expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect({ answers, isStored: await stored(engine, id) }).toEqual({ answers, isStored: error === null });
    if (!wasLost) break;
    outcomes.push(error === null ? "stored" : "failed");
  }
  expect(outcomes).toContain("stored");
  expect(outcomes).toContain("failed");
});

const succeeds = (): boolean => true;
const fails = (): boolean => false;

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await Bun.sleep(5);
}
