import { afterAll, beforeAll, expect, test } from "bun:test";
import { SQL } from "bun";
import { moveDatabase } from "../../../src/commands/move-database.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog, testApp } from "../../support/test-app.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
}, 120_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("expressions and conditions of indexes are translated", async () => {
  const database = await server.createDatabase();
  await using app = await testApp({ options: { database, isServer: true } });
  const token = await app.superuserToken();
  const indexes = [
    "CREATE UNIQUE INDEX `idx_shown` ON `posts` (`title`) WHERE `published` = 1 AND title != ''",
    "CREATE INDEX idx_lower ON posts (lower(title), `views` DESC)",
    "CREATE INDEX idx_meta ON posts (json_extract(meta, '$.a'))",
    "CREATE INDEX idx_nocase ON posts (title COLLATE NOCASE)",
    "CREATE INDEX idx_own ON posts (md5(title))",
    "CREATE INDEX idx_truth ON posts (views) WHERE views",
  ];
  const fields = [
    { name: "title", type: "text" },
    { name: "views", type: "number" },
    { name: "published", type: "bool" },
    { name: "meta", type: "json" },
  ];
  const made = await app.request("POST", "/api/collections", {
    token,
    body: { name: "posts", type: "base", fields, indexes },
  });
  expect(made.json).toMatchObject({ name: "posts" });
  await using sql = new SQL(database, { max: 1 });
  const found = (await sql.unsafe(
    "SELECT indexname AS name, regexp_replace(indexdef, '^.* USING btree ', '') AS text FROM pg_indexes WHERE indexname LIKE 'idx\\_%' AND tablename = 'posts' ORDER BY 1",
  )) as { name: string; text: string }[];
  expect(Object.fromEntries(found.map(({ name, text }) => [name, text]))).toEqual({
    idx_lower: `(lower((title COLLATE "C")), views DESC)`,
    idx_meta: "(bb.jx((meta)::text, ARRAY['a'::text]))",
    idx_nocase: `(lower((title COLLATE "C")))`,
    idx_own: "(md5(title))",
    idx_shown: `(title) WHERE (published AND (title <> (''::text COLLATE "C")))`,
    idx_truth: "(views) WHERE (views <> (0)::double precision)",
  });
  const post = (body: object): Promise<{ status: number }> =>
    app.request("POST", "/api/collections/posts/records", { token, body });
  expect((await post({ title: "a", published: true })).status).toBe(200);
  expect((await post({ title: "a", published: false })).status).toBe(200);
  expect((await post({ title: "a", published: true })).status).toBe(400);
}, 120_000);

test("an index that PostgreSQL can't make is told of, stays listed, and is in no change's way", async () => {
  await using source = await testApp({ fixture: "world" });
  const TEAMS = "/api/collections/teams";
  const odd = "CREATE INDEX `idx_odd` ON `teams` (strftime('%Y', `name`))";
  const sourceToken = await source.superuserToken();
  const { indexes } = (await source.request("GET", TEAMS, { token: sourceToken })).json as { indexes: string[] };
  const body = { indexes: [...indexes, odd] };
  expect((await source.request("PATCH", TEAMS, { token: sourceToken, body })).status).toBe(200);
  const url = await server.createDatabase();
  const from = { kind: "directory", path: source.context.options.dataDir } as const;
  const report = await moveDatabase(from, { kind: "server", url }, { log: silentLog });
  expect(report.lines().join("\n")).toContain("collection teams: Failed to create index idx_odd");

  await using app = await testApp({ options: { database: url, isServer: true } });
  const token = await app.superuserToken();
  const { fields } = (await app.request("GET", TEAMS, { token })).json as { fields: object[] };
  const more = { fields: [...fields, { name: "extra", type: "text" }] };
  const changed = await app.request("PATCH", TEAMS, { token, body: more });
  expect([changed.status, changed.json]).toEqual([200, expect.objectContaining(body)]);
  expect((await app.request("PATCH", TEAMS, { token, body: { indexes } })).status).toBe(200);
  // A new one is refused.
  expect((await app.request("PATCH", TEAMS, { token, body })).status).toBe(400);
}, 120_000);
