import { expect, spyOn, test } from "bun:test";
import { topics } from "../../../src/model/protocol/bus-topics.ts";
import { join } from "node:path";
import { inTransaction } from "../../../src/model/context.ts";
import { deleteCollection } from "../../../src/model/schema-changes/delete-collection.ts";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { saveCollection } from "../../../src/model/schema-changes/save-collection.ts";
import type { Context } from "../../../src/model/context.ts";
import { failure } from "../../support/failure.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";
import { runApart } from "../../support/test-database.ts";

function create(context: Context, name: string) {
  return saveCollection(context, newCollection({ type: "base", name }, context.connection.dialect.schema), null);
}

test("collections that did not change keep their identity", async () => {
  await using app = await testApp();
  const { collections } = app.context;
  const before = collections.current();
  await collections.reload();
  expect(collections.current()).toBe(before);
  await create(app.context, "posts");
  expect(collections.current()).not.toBe(before);
  expect(collections.current().byName("users")).toBe(before.byName("users"));
  expect(collections.current().byName("POSTS")?.name).toBe("posts");
});

test("a transaction sees its own collections, others the last commit", async () => {
  await using app = await testApp();
  const { context } = app;
  await inTransaction(context, async (inner) => {
    await create(inner, "posts");
    expect(inner.collections.current().byName("posts")).toBeDefined();
    expect(context.collections.current().byName("posts")).toBeUndefined();
  });
  expect(context.collections.current().byName("posts")).toBeDefined();
});

test("a transaction that fails leaves the collections as they were", async () => {
  await using app = await testApp();
  const { context } = app;
  const before = context.collections.current();
  const work = inTransaction(context, async (inner) => {
    await create(inner, "posts");
    throw new Error("enough");
  });
  expect(await failure(work)).toHaveProperty("message", "enough");
  expect(context.collections.current()).toBe(before);
  expect(await context.database.schema.hasTable("posts")).toBe(false);
});

test("other workers are told of a change", async () => {
  await using app = await testApp();
  const messages: unknown[] = [];
  app.context.bus.subscribe(topics.collections, (message) => messages.push(message));
  await create(app.context, "posts");
  expect(messages).toHaveLength(1);
});

test("a change by another process is noticed", async () => {
  await using app = await testApp();
  const { collections } = app.context;
  expect(collections.current().byName("users")?.listRule).toBe("id = @request.auth.id");
  const change = `UPDATE _collections SET "listRule" = 'id != 1' WHERE name = 'users'`;
  await runApart(join(app.folder, "pb_data"), change);
  const deadline = performance.now() + 10_000;
  while (collections.current().byName("users")?.listRule !== "id != 1" && performance.now() < deadline) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(collections.current().byName("users")?.listRule).toBe("id != 1");
});

test("a save within a transaction sees what statements wrote before it", async () => {
  await using app = await testApp();
  const { context } = app;
  await inTransaction(context, async (inner) => {
    await inner.connection.run(`UPDATE "_collections" SET "viewRule" = 'id != ''1''' WHERE "name" = 'users'`);
    await create(inner, "first");
    expect(inner.collections.current().byName("users")?.viewRule).toBe("id != '1'");
    await inner.connection.run(`UPDATE "_collections" SET "listRule" = 'id != ''2''' WHERE "name" = 'users'`);
    await create(inner, "second");
    expect(inner.collections.current().byName("users")?.listRule).toBe("id != '2'");
  });
  const after = context.collections.current();
  expect(after.byName("users")).toMatchObject({ viewRule: "id != '1'", listRule: "id != '2'" });
  expect([after.byName("first")?.name, after.byName("second")?.name]).toEqual(["first", "second"]);
});

test("collections keep their order and identity while others are saved and deleted in one transaction", async () => {
  await using app = await testApp();
  const { context } = app;
  await create(context, "one");
  const two = await create(context, "two");
  await create(context, "three");
  const before = context.collections.current();
  await inTransaction(context, async (inner) => {
    const one = inner.collections.current().byName("one");
    if (one !== undefined) await saveCollection(inner, { ...one, listRule: "" }, one);
    await deleteCollection(inner, two);
    await create(inner, "four");
    expect(inner.collections.current().byName("three")).toBe(before.byName("three"));
  });
  const after = context.collections.current();
  expect(after.all.map(({ name }) => name).slice(-3)).toEqual(["one", "three", "four"]);
  expect(after.byName("one")?.listRule).toBe("");
  expect(after.byName("three")).toBe(before.byName("three"));
});

test("what statements write behind a save in its transaction is there after the commit", async () => {
  await using app = await testApp();
  const { context } = app;
  await inTransaction(context, async (inner) => {
    await create(inner, "posts");
    await inner.connection.run(`UPDATE "_collections" SET "listRule" = 'id != ''1''' WHERE "name" = 'users'`);
  });
  expect(context.collections.current().byName("users")?.listRule).toBe("id != '1'");
});

test("a change reads what another program has just changed, too", async () => {
  await using app = await testApp();
  const { collections } = app.context;
  const change = `UPDATE _collections SET "listRule" = 'id != 1' WHERE name = 'users'`;
  await runApart(join(app.folder, "pb_data"), change);
  await create(app.context, "posts");
  expect(collections.current().byName("users")?.listRule).toBe("id != 1");
  expect(collections.current().byName("posts")).toBeDefined();
});

test("changes at the same time leave all that they changed", async () => {
  await using app = await testApp();
  const { context } = app;
  const names = Array.from({ length: 8 }, (_, number) => `c${number}`);
  const made = await Promise.all(names.map((name) => create(context, name)));
  await Promise.all(made.map((one) => saveCollection(context, { ...one, listRule: "id != ''" }, one)));
  for (const name of names) expect(context.collections.current().byName(name)?.listRule).toBe("id != ''");
});

insideTest("a change reads the row of its own collection, not all of them", async () => {
  await using app = await testApp();
  const { context } = app;
  if (context.database.dialect.name !== "sqlite") return;
  const posts = await create(context, "posts");
  const reads = [spyOn(context.database, "all")];
  await inTransaction(context, async (inner) => {
    reads.push(spyOn(inner.connection, "all"));
    await saveCollection(inner, { ...posts, listRule: "" }, posts);
  });
  const statements = reads.flatMap(({ mock }) => mock.calls.map(([sql]) => sql));
  expect(statements.filter((sql) => sql.includes('FROM "_collections"'))).toEqual([]);
  expect(context.collections.current().byName("posts")?.listRule).toBe("");
});
