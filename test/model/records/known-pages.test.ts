import { expect, test } from "bun:test";
import { testApp } from "../../support/test-app.ts";
import { createCollection } from "./create-collection.ts";

const OPEN = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };

interface Listed {
  readonly totalItems: number;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

test("a list that is asked for again and again has what was written last", async () => {
  await using app = await testApp();
  const people = await createCollection(app.context, {
    name: "people",
    ...OPEN,
    fields: [{ name: "name", type: "text" }],
  });
  await createCollection(app.context, {
    name: "posts",
    ...OPEN,
    fields: [
      { name: "title", type: "text" },
      { name: "author", type: "relation", collectionId: people.id, maxSelect: 1 },
    ],
  });
  const author = await app.create("people", { name: "Ada" });
  const post = await app.create("posts", { title: "one", author: author.id });
  const path = `/api/collections/posts/records?filter=${encodeURIComponent("author.name = 'Ada'")}&sort=-title&expand=author`;
  const list = async (query = ""): Promise<Listed> => (await app.request("GET", path + query)).json as Listed;
  const titles = async (): Promise<unknown[]> => {
    const lists = [await list(), await list(), await list("&skipTotal=1"), await list("&fields=title"), await list()];
    for (const { items } of lists)
      expect(items.map(({ title }) => title)).toEqual(lists[0]?.items.map(({ title }) => title) ?? []);
    return lists[0]?.items.map(({ title }) => title) ?? [];
  };
  expect(await titles()).toEqual(["one"]);
  await app.create("posts", { title: "two", author: author.id });
  expect(await titles()).toEqual(["two", "one"]);
  await app.request("PATCH", `/api/collections/posts/records/${post.id}`, { body: { title: "three" } });
  expect(await titles()).toEqual(["two", "three"]);
  // The filter reads another table.
  await app.request("PATCH", `/api/collections/people/records/${author.id}`, { body: { name: "Bob" } });
  expect(await titles()).toEqual([]);
  await app.context.connection.run("UPDATE people SET name = 'Ada'");
  expect(await titles()).toEqual(["two", "three"]);
  await app.request("DELETE", `/api/collections/posts/records/${post.id}`);
  expect(await titles()).toEqual(["two"]);
});

test("users, guests and superusers each have their own page of one list", async () => {
  await using app = await testApp();
  await createCollection(app.context, {
    name: "notes",
    ...OPEN,
    listRule: "@request.auth.id != '' || title = @request.query.t",
    fields: [
      { name: "title", type: "text" },
      { name: "secret", type: "text", hidden: true },
    ],
  });
  await app.create("notes", { title: "one", secret: "hush" });
  await app.create("notes", { title: "two", secret: "hush" });
  const token = await app.superuserToken();
  const path = "/api/collections/notes/records?skipTotal=1";
  for (let round = 0; round < 4; round++) {
    const own = await app.request("GET", path, { token });
    expect((own.json as Listed).items).toHaveLength(2);
    expect(own.text).toContain("hush");
    const guest = await app.request("GET", `${path}&t=two`);
    expect((guest.json as Listed).items).toMatchObject([{ title: "two" }]);
    expect(guest.text).not.toContain("hush");
    expect(((await app.request("GET", path)).json as Listed).items).toEqual([]);
  }
});

test("hooks get records of their own of a page that is kept", async () => {
  await using app = await testApp();
  await createCollection(app.context, { name: "notes", ...OPEN, fields: [{ name: "title", type: "text" }] });
  await app.create("notes", { title: "one" });
  const titles = async (): Promise<unknown[]> =>
    ((await app.request("GET", "/api/collections/notes/records")).json as Listed).items.map(({ title }) => title);
  for (let round = 0; round < 3; round++) expect(await titles()).toEqual(["one"]);
  let count = 0;
  const unbind = app.context.hooks.onRecordsListRequest.bind({
    async run(event) {
      for (const record of event.records) record.values["title"] = `${record.text("title")} ${++count}`;
      await event.next();
    },
  });
  expect(await titles()).toEqual(["one 1"]);
  expect(await titles()).toEqual(["one 2"]);
  unbind();
  expect(await titles()).toEqual(["one"]);
});

test("pages that look at the time are read each time", async () => {
  await using app = await testApp();
  await createCollection(app.context, { name: "notes", ...OPEN, fields: [{ name: "due", type: "date" }] });
  await app.create("notes", { due: new Date(Date.now() + 1500).toISOString() });
  const path = `/api/collections/notes/records?filter=${encodeURIComponent("due < @now")}`;
  const deadline = performance.now() + 10_000;
  let found = 0;
  while (found === 0 && performance.now() < deadline) {
    found = ((await app.request("GET", path)).json as Listed).items.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(found).toBe(1);
});
