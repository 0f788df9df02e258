import { afterAll, beforeAll, expect, setDefaultTimeout, setSystemTime, test } from "bun:test";
import { openPostgres } from "../../src/database/postgres/open.ts";
import { JobClaims } from "../../src/database/postgres/nodes/job-claims.ts";
import { DatabaseUnavailableError, type Engine } from "../../src/database/engine.ts";
import { CronJobs } from "../../src/lib/cron.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { silentLog } from "../support/test-app.ts";

const LIMIT_MS = 120_000;
setDefaultTimeout(LIMIT_MS);
const NOON_MS = Date.UTC(2030, 0, 1, 12);
const MINUTE_MS = 60_000;
let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
}, LIMIT_MS);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("of all nodes that want a job at once one gets it, each time", async () => {
  await using database = await open();
  const nodes = ["a", "b", "c"].map((node) => new JobClaims({ database, node, log: silentLog }));
  for (const dueMs of [NOON_MS, NOON_MS + MINUTE_MS]) {
    const claimed = await Promise.all(nodes.map((node) => node.begin("tidy", dueMs)));
    expect(claimed.filter(Boolean)).toHaveLength(1);
    nodes[claimed.indexOf(true)]?.end("tidy");
    await finished(database, "tidy");
  }
  // A node whose clock is late.
  expect(await nodes[0]?.begin("tidy", NOON_MS)).toBe(false);
});

test("a node whose clock was far ahead does not keep jobs from the others", async () => {
  await using database = await open();
  const [right, fast] = ["right", "fast"].map((node) => new JobClaims({ database, node, log: silentLog }));
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  expect(await fast?.begin("tidy", nowMs + 60 * MINUTE_MS)).toBe(true);
  fast?.end("tidy");
  await finished(database, "tidy");
  expect(await right?.begin("tidy", nowMs)).toBe(true);
  right?.end("tidy");
  await finished(database, "tidy");
  expect(await right?.begin("tidy", nowMs)).toBe(false);
  // As long as clocks differ by little, each time is begun once.
  expect(await fast?.begin("tidy", nowMs + 2 * MINUTE_MS)).toBe(true);
  fast?.end("tidy");
  await finished(database, "tidy");
  expect(await right?.begin("tidy", nowMs + MINUTE_MS)).toBe(false);
});

test("a job that still runs is not begun a second time, also where its claim would have run out", async () => {
  await using database = await open();
  const [one, other] = ["a", "b"].map((node) => new JobClaims({ database, node, log: silentLog, holdMs: 2_000 }));
  expect(await one?.begin("long", NOON_MS)).toBe(true);
  const first = await until(database);
  while ((await until(database)) === first) await Bun.sleep(10);
  expect(await other?.begin("long", NOON_MS + MINUTE_MS)).toBe(false);
  one?.end("long");
  await finished(database, "long");
  expect(await other?.begin("long", NOON_MS + MINUTE_MS)).toBe(true);
  other?.close();
});

test("a node that died holds up its job for a while only, and a job that it cut off is logged and not run again", async () => {
  await using database = await open();
  const logged: unknown[] = [];
  const dead = new JobClaims({ database, node: "dead", log: silentLog, holdMs: LIMIT_MS });
  const log = { ...silentLog, warn: (message: string, data?: unknown) => void logged.push([message, data]) };
  const other = new JobClaims({ database, node: "other", log });
  expect(await dead.begin("half", NOON_MS)).toBe(true);
  dead.close();
  expect(await other.begin("half", NOON_MS)).toBe(false);
  expect(await other.begin("half", NOON_MS + MINUTE_MS)).toBe(false);
  await database.run("UPDATE bb.job SET until = until - ? * interval '1 ms'", [LIMIT_MS]);
  expect(await other.begin("half", NOON_MS + 2 * MINUTE_MS)).toBe(true);
  expect(logged).toEqual([["a job was cut off, because the node that ran it died", { job: "half", node: "dead" }]]);
  other.close();
});

test("a job is begun where the database is away for a moment when it is due", async () => {
  await using database = await open();
  let failures = 2;
  const shaky: Pick<Engine, "get" | "run"> = {
    get: (...call) => {
      failures -= 1;
      return failures < 0 ? database.get(...call) : Promise.reject(new DatabaseUnavailableError("away"));
    },
    run: (...call) => database.run(...call),
  };
  const claims = new JobClaims({ database: shaky, node: "a", log: silentLog });
  expect(await claims.begin("tidy", NOON_MS)).toBe(true);
  claims.close();
});

test("a node that was stopped when a job was due wants it for the time when it was", async () => {
  const asked: number[] = [];
  using crons = new CronJobs(silentLog);
  setSystemTime(NOON_MS - 20);
  const { promise, resolve } = Promise.withResolvers<void>();
  crons.add({ id: "hourly", expression: "0 * * * *", run: () => undefined });
  crons.start({
    begin(_, dueMs) {
      asked.push(dueMs);
      resolve();
      return false;
    },
    end: () => undefined,
  });
  // Its timer fires only now.
  setSystemTime(NOON_MS + 7.5 * MINUTE_MS);
  await promise;
  setSystemTime();
  expect(asked).toEqual([NOON_MS]);
});

async function open(): Promise<Engine & AsyncDisposable> {
  const url = await server.createDatabase();
  const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
}

async function finished(database: Engine, job: string): Promise<void> {
  const sql = "SELECT finished IS NOT NULL AS done FROM bb.job WHERE name = ?";
  while ((await database.get<{ done: boolean }>(sql, [job]))?.done !== true) await Bun.sleep(5);
}

async function until(database: Engine): Promise<string> {
  const row = await database.get<{ until: string }>("SELECT until::text AS until FROM bb.job WHERE name = ?", ["long"]);
  return row?.until ?? "";
}
