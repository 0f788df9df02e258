import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestApp, testApp } from "../../support/test-app.ts";

const MEBIBYTE = 1024 * 1024;
const PATH = "/api/collections/articles/records";
let app: TestApp;

beforeAll(async () => {
  app = await testApp();
  const fields = [
    { name: "html", type: "editor", maxSize: 8 * MEBIBYTE },
    { name: "data", type: "json" },
  ];
  const body = { name: "articles", type: "base", listRule: "", viewRule: "", createRule: "", fields };
  await app.request("POST", "/api/collections", { token: await app.superuserToken(), body });
});

afterAll(() => app[Symbol.asyncDispose]());

test("a page of large records is written as a small one", async () => {
  const texts = ["<p>&\u2028", "b".repeat(300_000), "<".repeat(400_000), "\ud83d\ude00".repeat(200_000)];
  for (const html of texts) await app.create("articles", { html, data: { a: html.length } });
  for (const query of ["sort=data.a", "sort=data.a&fields=html,data"]) {
    const { status, text, json } = await app.request("GET", `${PATH}?${query}`);
    expect(status).toBe(200);
    expect(text).not.toMatch(/[<>&\u2028]/);
    const { items } = json as { items: { html: string; data: { a: number } }[] };
    expect(items.map(({ html }) => html.length)).toEqual(texts.map(({ length }) => length).toSorted((a, b) => a - b));
    expect(items.every(({ html, data }) => html.length === data.a && texts.includes(html))).toBeTrue();
  }
});

test("a page of more than 64 MiB is refused by a message that names the limit and the remedy", async () => {
  await app.context.database.run('UPDATE "articles" SET html = ?', ["x".repeat(7 * MEBIBYTE)]);
  for (let count = 0; count < 6; count += 1) await app.create("articles", { html: "x".repeat(7 * MEBIBYTE) });
  expect((await app.request("GET", `${PATH}?perPage=9`)).status).toBe(200);
  expect((await app.request("GET", `${PATH}?perPage=10`)).json).toEqual({
    data: {},
    message: "The rows of an answer must not be larger than 67,108,864 bytes: ask for fewer.",
    status: 400,
  });
  expect((await app.request("GET", `${PATH}?perPage=2`)).status).toBe(200);
});

test("a JSON text above its field's limit is refused without being parsed", async () => {
  const body = { data: `[${"[],".repeat(1_000_000)}[]]` };
  expect((await app.request("POST", PATH, { body })).json).toMatchObject({
    data: { data: { code: "validation_json_size_limit" } },
  });
});

test("larger JSON fields allow more values", async () => {
  const fields = [{ name: "data", type: "json", maxSize: 2 * MEBIBYTE }];
  const body = { name: "numbers", type: "base", createRule: "", fields };
  await app.request("POST", "/api/collections", { token: await app.superuserToken(), body });
  const create = (count: number): Promise<{ status: number }> =>
    app.request("POST", "/api/collections/numbers/records", { body: { data: Array.from({ length: count }, () => 1) } });
  expect((await create(1_000_000)).status).toBe(200);
  expect((await create(1_100_000)).status).toBe(400);
});

test("lists, and texts that are parsed as some, are refused above a limit but for superusers", async () => {
  const fields = [
    { name: "tags", type: "select", maxSelect: 2, values: ["a", "b"] },
    { name: "related", type: "relation", maxSelect: 9, collectionId: "_pb_users_auth_" },
    { name: "files", type: "file", maxSelect: 9 },
    { name: "place", type: "geoPoint" },
  ];
  const token = await app.superuserToken();
  await app.request("POST", "/api/collections", {
    token,
    body: { name: "lists", type: "base", createRule: "", fields },
  });
  const create = (body: object, options: object = {}) =>
    app.request("POST", "/api/collections/lists/records", { body, ...options });
  const items = Array.from({ length: 25_001 }, (_, index) => `a${index}`);
  for (const key of ["tags", "tags+", "related", "+related", "files", "files-"]) {
    const message = `"${key}" must not have more than 25,000 values.`;
    expect((await create({ [key]: items })).json).toMatchObject({ status: 400, message, data: {} });
  }
  expect((await create({ files: [[[items]]] })).json).toMatchObject({ message: expect.stringContaining("25,000") });
  const text = `[${"1,".repeat(140_000)}1]`;
  for (const body of [{ tags: text }, { related: text }, { files: [text] }, { place: `{"a":${text}}` }]) {
    const message = expect.stringContaining("must not have more than 262,144 characters");
    expect((await create(body)).json).toMatchObject({ status: 400, message, data: {} });
  }
  expect((await create({ "files-": items.slice(1) })).status).toBe(200);
  expect((await create({ "files-": items }, { token })).status).toBe(200);
});
