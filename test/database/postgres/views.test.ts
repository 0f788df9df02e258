import { afterAll, beforeAll, expect, test } from "bun:test";
import { PostgresServer } from "../../support/postgres-server.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
}, 120_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function openApp(): Promise<{
  app: TestApp;
  call: (method: string, path: string, body?: object) => Promise<Answer>;
}> {
  const app = await testApp({ options: { database: await server.createDatabase(), isServer: true } });
  const token = await app.superuserToken();
  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const { status, json } = await app.request(method, `/api/${path}`, {
      token,
      ...(body === undefined ? {} : { body }),
    });
    return { status, json: json as Record<string, unknown> };
  };
  return { app, call };
}

interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

const field = (name: string, type: string): object => ({ name, type });

test("views stay in step with what they read", async () => {
  const { app, call } = await openApp();
  await using _app = app;
  const made = await call("POST", "collections", {
    name: "posts",
    type: "base",
    fields: [field("title", "text"), field("views", "number"), field("published", "bool")],
  });
  expect(made.status).toBe(200);
  for (const [title, views] of [
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ] as const) {
    await call("POST", "collections/posts/records", { title, views, published: views > 1 });
  }
  const view = (name: string, viewQuery: string): Promise<Answer> =>
    call("POST", "collections", { name, type: "view", viewQuery, listRule: "" });
  expect((await view("shown", "SELECT id, title, views FROM posts WHERE published = 1")).status).toBe(200);
  expect((await view("titles", "SELECT id, upper(title) AS name FROM shown")).status).toBe(200);
  expect(
    (await view("counted", "SELECT (ROW_NUMBER() OVER()) AS id, count(*) AS n, sum(views) AS total FROM posts")).json[
      "id"
    ],
  ).toBeString();
  const names = async (): Promise<unknown> => {
    const { json } = await call("GET", "collections/titles/records?sort=-name&filter=name>'A'");
    return (json["items"] as { name: string }[] | undefined)?.map(({ name }) => name);
  };
  expect(await names()).toEqual(["C", "B"]);
  expect((await call("GET", "collections/counted/records")).json["items"]).toMatchObject([{ id: "1", n: 3, total: 6 }]);

  // Another column and another type of one: the views are there afterwards.
  const posts = made.json as { id: string; fields: { name: string }[] };
  const fields = [...posts.fields, field("extra", "text")];
  expect((await call("PATCH", "collections/posts", { fields })).status).toBe(200);
  expect(await names()).toEqual(["C", "B"]);
  const current = (await call("GET", "collections/posts")).json["fields"] as { name: string }[];
  expect(
    (await call("PATCH", "collections/posts", { fields: current.filter(({ name }) => name !== "extra") })).status,
  ).toBe(200);
  expect(await names()).toEqual(["C", "B"]);

  // The view in the middle changes; that above it stays.
  expect(
    (await call("PATCH", "collections/shown", { viewQuery: "SELECT id, title, views FROM posts WHERE published" }))
      .status,
  ).toBe(200);
  expect(await names()).toEqual(["C", "B"]);

  // Without the column that they read they do not work, and with it they do again.
  const without = current.filter(({ name }) => name !== "published");
  expect((await call("PATCH", "collections/posts", { fields: without })).status).toBe(200);
  expect((await call("GET", "collections/titles/records")).status).toBe(400);
  const restored = [
    ...((await call("GET", "collections/posts")).json["fields"] as object[]),
    field("published", "bool"),
  ];
  expect((await call("PATCH", "collections/posts", { fields: restored })).status).toBe(200);
  expect(await names()).toEqual([]);

  const refused = await call("DELETE", "collections/posts");
  expect(refused.status).toBe(400);
  expect(await names()).toEqual([]);
  for (const name of ["titles", "shown", "counted", "posts"])
    expect((await call("DELETE", `collections/${name}`)).status).toBe(204);
}, 120_000);

test("a query that has no translation is refused with the place and the reason", async () => {
  const { app, call } = await openApp();
  await using _app = app;
  const { status, json } = await call("POST", "collections", {
    name: "v",
    type: "view",
    viewQuery: "SELECT id, soundex(email) AS s FROM users",
  });
  expect(status).toBe(400);
  expect(JSON.stringify(json)).toContain("line 1, column 12: the function soundex() is unknown or has no translation");
}, 120_000);

test("columns of a view are of the types that its query tells", async () => {
  const database = await server.createDatabase();
  await using app = await testApp({ options: { database, isServer: true } });
  const token = await app.superuserToken();
  const create = (body: object): Promise<unknown> => app.request("POST", "/api/collections", { token, body });
  await create({
    name: "posts",
    type: "base",
    fields: [field("meta", "json"), field("flag", "bool"), field("views", "number")],
  });
  const viewQuery = `SELECT id, meta, (meta ->> 'a') AS a, flag, (flag = 0) AS off, (views / 2) AS half, (id || '!') AS text FROM posts`;
  expect(await create({ name: "shown", type: "view", viewQuery })).toMatchObject({ status: 200 });
  const columns = await app.context.database.schema.columns("shown");
  expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "id TEXT",
    'meta BB."JSON"',
    "a BB.V",
    "flag BOOLEAN",
    "off DOUBLE PRECISION",
    "half DOUBLE PRECISION",
    "text TEXT",
  ]);
}, 120_000);

test("a query for PostgreSQL passes through", async () => {
  const { app, call } = await openApp();
  await using _app = app;
  const viewQuery = "-- postgres\nSELECT g::int AS id, repeat('x', g) AS text FROM generate_series(1, 3) AS g";
  expect((await call("POST", "collections", { name: "v", type: "view", viewQuery, listRule: "" })).status).toBe(200);
  const { json } = await call("GET", "collections/v/records?filter=text~'xx'%26%26id!='3'");
  expect(json["items"]).toMatchObject([{ id: "2", text: "xx" }]);
}, 120_000);
