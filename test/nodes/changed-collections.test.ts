// Requests that a change of their collection came in between of are done once more. The change is held up by a lock, and the requests
// behind it, so that they have planned with the collection from before it.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { PostgresServer } from "../support/postgres-server.ts";
import { type TestApp, type TestAppOptions, testApp } from "../support/test-app.ts";

const LIMIT_MS = 120_000;
setDefaultTimeout(LIMIT_MS);
let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
}, LIMIT_MS);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test(
  "what was planned with columns that are gone is done with those of now",
  async () => {
    await using world = await openWorld();
    const { app, token } = world;
    const { id } = await create(app, { title: "first", rank: 1 });
    const [changed, created, updated, viewed, listed] = await world.behind("posts", [
      () => renameTitle(app, token),
      () => app.request("POST", POSTS, { body: { title: "second", rank: 2 } }),
      () => app.request("PATCH", `${POSTS}/${id}`, { body: { title: "changed", rank: 3 } }),
      () => app.request("GET", `${POSTS}/${id}`),
      () => app.request("GET", `${POSTS}?filter=${encodeURIComponent("rank > 0")}`),
    ]);
    expect([changed, created, updated, viewed, listed].map((answer) => answer?.status)).toEqual([
      200, 200, 200, 200, 200,
    ]);
    // The name is none of the collection's any more.
    expect(created?.json).toMatchObject({ headline: "", rank: 2 });
    expect(updated?.json).toMatchObject({ headline: "first", rank: 3 });
    expect(viewed?.json).toMatchObject({ headline: "first" });
    expect((await app.request("GET", POSTS)).json).toMatchObject({ totalItems: 2 });
  },
  LIMIT_MS,
);

test(
  "a filter over a field that is gone is refused as ever",
  async () => {
    await using world = await openWorld();
    const { app, token } = world;
    const [changed, listed] = await world.behind("posts", [
      () => renameTitle(app, token),
      () => app.request("GET", `${POSTS}?filter=${encodeURIComponent("title = 'a'")}`),
    ]);
    expect([changed?.status, listed?.status]).toEqual([200, 400]);
  },
  LIMIT_MS,
);

test(
  "a batch that is ended because it and another transaction waited for each other is done once more",
  async () => {
    await using world = await openWorld();
    const { app, token } = world;
    await app.request("PATCH", "/api/settings", { token, body: { batch: { enabled: true } } });
    const [one, two] = [await create(app, { rank: 1 }), await create(app, { rank: 2 })];
    await using other = await world.connect();
    // So the batch is the one that notices.
    await other.unsafe("SET deadlock_timeout = '60s'; BEGIN");
    await other.unsafe(`UPDATE posts SET rank = 10 WHERE id = '${two.id}'`);
    const batch = app.request("POST", "/api/batch", {
      body: {
        requests: [one, two].map(({ id }) => ({ method: "PATCH", url: `${POSTS}/${id}`, body: { "rank+": 1 } })),
      },
    });
    await world.waiting(1);
    await other.unsafe(`UPDATE posts SET rank = 20 WHERE id = '${one.id}'`);
    await other.unsafe("COMMIT");
    const { status, json } = await batch;
    expect(status).toBe(200);
    expect((json as { body: { rank: number } }[]).map(({ body }) => body.rank)).toEqual([21, 11]);
  },
  LIMIT_MS,
);

test(
  "hooks run once, so what failed under them stays failed",
  async () => {
    await using world = await openWorld({
      hookFiles(folder) {
        const hooksFolder = join(folder, "pb_hooks");
        mkdirSync(hooksFolder);
        writeFileSync(join(hooksFolder, "count.pb.js"), HOOK);
        return { folder: hooksFolder, watches: false, poolSize: 2, timeoutMs: 15_000 };
      },
    });
    const { app, token } = world;
    const [changed, created, plain] = await world.behind("posts", [
      () => renameTitle(app, token),
      () => app.request("POST", POSTS, { body: { title: "counted" } }),
      () => app.request("GET", POSTS),
    ]);
    expect([changed?.status, created?.status, plain?.status]).toEqual([200, 400, 200]);
    expect((await app.request("GET", "/counted")).json).toEqual({ count: 1 });
  },
  LIMIT_MS,
);

const HOOK = `
onRecordCreate((e) => {
  e.app.store().setFunc("count", (count) => (count || 0) + 1);
  e.next();
}, "posts");
routerAdd("GET", "/counted", (e) => e.json(200, { count: e.app.store().get("count") || 0 }));
`;

const POSTS = "/api/collections/posts/records";

async function openWorld(options: TestAppOptions = {}): Promise<World> {
  const url = await server.createDatabase();
  const app = await testApp({ ...options, options: { database: url, isServer: true } });
  const token = await app.superuserToken();
  const open = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
  const fields = [
    { name: "title", type: "text" },
    { name: "rank", type: "number" },
  ];
  const body = { name: "posts", type: "base", fields, ...open };
  const { status } = await app.request("POST", "/api/collections", { token, body });
  expect(status).toBe(200);
  return new World(app, token, url);
}

class World implements AsyncDisposable {
  readonly app: TestApp;
  readonly token: string;
  readonly #url: string;

  constructor(app: TestApp, token: string, url: string) {
    this.app = app;
    this.token = token;
    this.#url = url;
  }

  async connect(): Promise<SQL> {
    const sql = new SQL(this.#url, { max: 1 });
    await sql.unsafe("SELECT 1");
    return sql;
  }

  /** Begins the requests one after the other while the table can't be changed, and lets them go on when all of them wait. */
  async behind(table: string, requests: readonly (() => ReturnType<TestApp["request"]>)[]) {
    await using blocker = await this.connect();
    await blocker.unsafe(`BEGIN; LOCK TABLE "${table}" IN ACCESS SHARE MODE`);
    const answers: ReturnType<TestApp["request"]>[] = [];
    for (const request of requests) {
      answers.push(request());
      await this.waiting(answers.length);
    }
    await blocker.unsafe("COMMIT");
    return await Promise.all(answers);
  }

  /** Resolves once so many sessions wait for a lock. */
  async waiting(count: number): Promise<void> {
    await using sql = await this.connect();
    const query =
      "SELECT count(DISTINCT pid)::int AS count FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR (NOT granted AND locktype = 'transactionid')";
    for (;;) {
      const [row] = (await sql.unsafe(query)) as { count: number }[];
      if ((row?.count ?? 0) >= count) return;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
  }
}

async function create(app: TestApp, body: object): Promise<{ id: string }> {
  const { json } = await app.request("POST", POSTS, { body });
  return json as { id: string };
}

function renameTitle(app: TestApp, token: string): ReturnType<TestApp["request"]> {
  const fields = app
    .collection("posts")
    .fields.map((field) => (field.name === "title" ? { ...field, name: "headline" } : field));
  return app.request("PATCH", "/api/collections/posts", { token, body: { fields } });
}
