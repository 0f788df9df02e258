import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Row } from "../../../src/database/engine.ts";
import { inTransaction } from "../../../src/model/context.ts";
import { KnownRow, knownRowsOf } from "../../../src/model/records/known-rows.ts";
import { recordText } from "../../../src/model/records/present-shapes.ts";
import { recordFromRow } from "../../../src/model/records/record-values.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";
import { createCollection } from "./create-collection.ts";
import { runApart } from "../../support/test-database.ts";

const OPEN = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };

async function createPosts(app: TestApp, options: Record<string, unknown> = {}): Promise<void> {
  const people = await createCollection(app.context, {
    name: "people",
    type: "base",
    ...OPEN,
    fields: [
      { name: "name", type: "text" },
      { name: "secret", type: "text", hidden: true },
    ],
  });
  await createCollection(app.context, {
    name: "posts",
    type: "base",
    ...OPEN,
    fields: [
      { name: "title", type: "text" },
      { name: "zone", type: "json" },
      { name: "due", type: "date" },
      { name: "tags", type: "select", values: ["a", "b"], maxSelect: 2 },
      { name: "author", type: "relation", collectionId: people.id, maxSelect: 1, cascadeDelete: true },
    ],
    ...options,
  });
}

test("a view has what was written last, whoever wrote it", async () => {
  await using app = await testApp();
  await createPosts(app);
  const author = await app.create("people", { name: "Ada" });
  const { id } = await app.create("posts", { title: "one", author: author.id });
  const path = `/api/collections/posts/records/${id}`;
  const title = async (): Promise<unknown> => ((await app.request("GET", path)).json as { title: unknown }).title;
  expect([await title(), await title()]).toEqual(["one", "one"]);
  await app.request("PATCH", path, { body: { title: "two" } });
  expect(await title()).toBe("two");
  await app.context.connection.run("UPDATE posts SET title = 'three'");
  expect(await title()).toBe("three");
  await inTransaction(app.context, async ({ connection }) => {
    await connection.run("UPDATE posts SET title = 'four'");
    expect(await title()).toBe("three");
  });
  expect(await title()).toBe("four");
  const failed = inTransaction(app.context, async ({ connection }) => {
    await connection.run("UPDATE posts SET title = 'five'");
    throw new Error("rolled back");
  });
  await failed.catch(() => undefined);
  expect(await title()).toBe("four");
  await app.request("DELETE", `/api/collections/people/records/${author.id}`);
  expect((await app.request("GET", path)).status).toBe(404);
});

test("what another process writes is seen soon", async () => {
  await using app = await testApp();
  await createPosts(app);
  const { id } = await app.create("posts", { title: "one" });
  const view = async (): Promise<string> => (await app.request("GET", `/api/collections/posts/records/${id}`)).text;
  expect(await view()).toContain('"title":"one"');
  await runApart(join(app.folder, "pb_data"), "UPDATE posts SET title = 'two'");
  const deadline = performance.now() + 10_000;
  while (!(await view()).includes('"title":"two"') && performance.now() < deadline) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await view()).toContain('"title":"two"');
});

test("rules and hidden fields are checked for each request", async () => {
  await using app = await testApp();
  await createPosts(app, { viewRule: "title = @request.query.t || @request.auth.id != ''" });
  const author = await app.create("people", { name: "Ada", secret: "hush" });
  const { id } = await app.create("posts", { title: "one", author: author.id });
  const path = `/api/collections/posts/records/${id}?expand=author`;
  const token = await app.superuserToken();
  for (let round = 0; round < 2; round++) {
    const own = await app.request("GET", path, { token });
    expect(own.text).toContain('"secret":"hush"');
    const guest = await app.request("GET", `${path}&t=one`);
    expect(guest.json).toMatchObject({ title: "one", expand: { author: { name: "Ada" } } });
    expect(guest.text).not.toContain("hush");
    expect((await app.request("GET", `${path}&t=two`)).status).toBe(404);
    expect((await app.request("GET", path)).status).toBe(404);
    const person = `/api/collections/people/records/${author.id}`;
    expect((await app.request("GET", person, { token })).text).toContain("hush");
    expect((await app.request("GET", person)).text).not.toContain("hush");
  }
});

test("what hooks make of an expanded record is no other request's", async () => {
  await using app = await testApp();
  await createPosts(app);
  const author = await app.create("people", { name: "Ada" });
  const { id } = await app.create("posts", { title: "one", author: author.id });
  const path = `/api/collections/posts/records/${id}?expand=author`;
  const name = async (): Promise<unknown> =>
    ((await app.request("GET", path)).json as { expand: { author: { name: unknown } } }).expand.author.name;
  expect(await name()).toBe("Ada");
  const unbind = app.context.hooks.onRecordEnrich.bind({
    tags: ["people"],
    async run(event) {
      event.record.values["name"] = "changed";
      await event.next();
    },
  });
  expect(await name()).toBe("changed");
  unbind();
  expect(await name()).toBe("Ada");
});

test("the text of a row is that of its record, with and without what it is expanded to", async () => {
  await using app = await testApp();
  await createPosts(app);
  const collection = app.collection("posts");
  const author = await app.create("people", { name: "Ada", secret: "hush" });
  const values = {
    title: 'a "quoted" \u2028 <title>',
    zone: '{"b":1,"a":[1.0,2]}',
    due: "2026-01-02",
    tags: ["b", "a"],
  };
  const { id } = await app.create("posts", { ...values, author: author.id });
  await app.context.connection.run("UPDATE posts SET due = '2026-01-02 03:04' WHERE id = ?", [id]);
  const row = await app.context.connection.get<Row>("SELECT * FROM posts WHERE id = ?", [id]);
  for (const hidden of [false, true]) {
    const record = recordFromRow(collection, row ?? {});
    const known = new KnownRow(collection, row ?? {});
    expect(known.text({ hidden, email: true })).toBe(recordText(record, hidden));
    record.expand = { author };
    const expected = recordText(record, hidden);
    record.known = known;
    expect(recordText(record, hidden)).toBe(expected);
    expect(expected).toContain('"expand":{"author":{');
  }
});

test("rows are forgotten once they are too many, and those of transactions are not kept", async () => {
  await using app = await testApp();
  await createPosts(app);
  // On PostgreSQL nothing is kept until it is known what the new table is.
  while (app.context.database.versionOfTable("posts") === null) await Bun.sleep(1);
  const collection = app.collection("posts");
  const known = knownRowsOf(app.context, collection);
  for (let index = 0; index < 4000; index++) known?.add({ id: `id${index >> 1}`, title: "x".repeat(10_000) });
  const kept = Array.from({ length: 2000 }, (_, index) => known?.find(`id${index}`)).filter((row) => row !== undefined);
  expect(kept.length).toBeLessThan(450);
  expect(known?.find("id1999")).toBeDefined();
  for (let time = 0; time < 2; time++) known?.add({ id: "large", title: "x".repeat(100_000) });
  known?.add({ id: "once", title: "one" });
  expect(known?.find("once")).toBeUndefined();
  expect(known?.find("large")).toBeUndefined();
  await inTransaction(app.context, async (inner) => {
    expect(knownRowsOf(inner, collection)).toBeNull();
  });
});
