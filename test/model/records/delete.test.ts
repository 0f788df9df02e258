import { describe, expect, test } from "bun:test";
import { generatedId } from "../../../src/model/collections/new-collection.ts";
import { inTransaction } from "../../../src/model/context.ts";
import { deleteRecord } from "../../../src/model/records/delete.ts";
import { findRecordById } from "../../../src/model/records/find.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { newRecord, setValue } from "../../../src/model/records/record-values.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { failure } from "../../support/failure.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";
import { createCollection } from "./create-collection.ts";

async function find(app: TestApp, { collection, id }: RecordModel): Promise<RecordModel | null> {
  return findRecordById(app.context, collection, id);
}

/** Authors, and posts with relations to them of the given options. */
async function blogApp(author: object): Promise<TestApp> {
  const app = await testApp();
  const { id } = await createCollection(app.context, { name: "authors" });
  const relation = { type: "relation", collectionId: id };
  await createCollection(app.context, {
    name: "posts",
    fields: [
      { name: "author", ...relation, ...author },
      { name: "reviewers", ...relation, maxSelect: 3 },
    ],
  });
  return app;
}

describe("what relates to a deleted record", () => {
  test("is unset", async () => {
    await using app = await blogApp({});
    const [one, two] = [await app.create("authors", {}), await app.create("authors", {})];
    const post = await app.create("posts", { author: one.id, reviewers: [two.id, one.id] });
    await deleteRecord(app.context, one);
    expect(await find(app, one)).toBeNull();
    expect((await find(app, post))?.values).toMatchObject({ author: "", reviewers: [two.id] });
  });

  test("is deleted where the relation says so", async () => {
    await using app = await blogApp({ cascadeDelete: true });
    const [one, two] = [await app.create("authors", {}), await app.create("authors", {})];
    const mine = await app.create("posts", { author: one.id });
    const other = await app.create("posts", { author: two.id });
    await deleteRecord(app.context, one);
    expect(await find(app, mine)).toBeNull();
    expect(await find(app, other)).not.toBeNull();
  });

  test("keeps the record where a relation is required", async () => {
    await using app = await blogApp({ required: true });
    const one = await app.create("authors", {});
    const post = await app.create("posts", { author: one.id });
    expect(String(await failure(deleteRecord(app.context, one)))).toContain("required reference");
    expect(await find(app, one)).not.toBeNull();
    expect((await find(app, post))?.text("author")).toBe(one.id);
  });

  test("is found also where it was added after the deletion began", async () => {
    await using app = await blogApp({ cascadeDelete: true });
    const one = await app.create("authors", {});
    app.context.hooks.onRecordDelete.bind({
      tags: ["authors"],
      run: async (event) => {
        await app.create("posts", { author: one.id });
        await event.next();
      },
    });
    await deleteRecord(app.context, one);
    expect(await app.context.connection.all("SELECT id FROM posts")).toEqual([]);
  });

  test("is found in a transaction that added it", async () => {
    await using app = await blogApp({});
    const one = await app.create("authors", {});
    const post = newRecord(app.collection("posts"));
    setValue(post, "author", one.id);
    await inTransaction(app.context, async (inner) => {
      await saveRecord(inner, post);
      await deleteRecord(inner, one);
    });
    expect((await find(app, post))?.text("author")).toBe("");
  });

  test("may be more than one batch", async () => {
    await using app = await blogApp({ cascadeDelete: true });
    const one = await app.create("authors", {});
    await inTransaction(app.context, async ({ connection }) => {
      const sql = "INSERT INTO posts (id, author) VALUES (?, ?)";
      for (let index = 0; index < 2500; index += 1) await connection.run(sql, [`post${index}`, one.id]);
    });
    await deleteRecord(app.context, one);
    expect(await app.context.connection.all("SELECT id FROM posts")).toEqual([]);
  });

  test("may form a circle", async () => {
    await using app = await testApp();
    const next = { name: "next", type: "relation", collectionId: generatedId("base", "nodes"), cascadeDelete: true };
    await createCollection(app.context, { name: "nodes", fields: [next] });
    const one = await app.create("nodes", {});
    const two = await app.create("nodes", { next: one.id });
    setValue(one, "next", two.id);
    await saveRecord(app.context, one);
    await deleteRecord(app.context, one);
    expect(await app.context.connection.all("SELECT id FROM nodes")).toEqual([]);
  });
});

test("a hook that keeps records ends the cascade instead of looping", async () => {
  await using app = await blogApp({ cascadeDelete: true });
  const one = await app.create("authors", {});
  await inTransaction(app.context, async ({ connection }) => {
    const sql = "INSERT INTO posts (id, author) VALUES (?, ?)";
    for (let index = 0; index < 1001; index += 1) await connection.run(sql, [`post${index}`, one.id]);
  });
  app.context.hooks.onRecordDelete.bind({ tags: ["posts"], run: () => undefined });
  expect(String(await failure(deleteRecord(app.context, one)))).toContain("could not be deleted");
  expect(await find(app, one)).not.toBeNull();
});

test("hooks of success run after the commit, of failure after the rollback", async () => {
  await using app = await blogApp({});
  const calls: string[] = [];
  const { hooks } = app.context;
  hooks.onRecordAfterDeleteSuccess.bind({ run: () => void calls.push("success") });
  hooks.onRecordAfterDeleteError.bind({ run: () => void calls.push("error") });
  const one = await app.create("authors", {});
  await failure(
    inTransaction(app.context, async (inner) => {
      await deleteRecord(inner, one);
      throw new Error("enough");
    }),
  );
  expect(calls).toEqual(["error"]);
  expect(await find(app, one)).not.toBeNull();
  await deleteRecord(app.context, one);
  expect(calls).toEqual(["error", "success"]);
});

test("the last superuser stays: refused before the hooks of the execution, also when all are deleted at once", async () => {
  await using app = await testApp();
  const { hooks } = app.context;
  const all = await Promise.all(
    ["a", "b", "c"].map((name) => app.create("_superusers", { email: `${name}@example.com`, password: "1234567890" })),
  );
  const seen: string[] = [];
  for (const name of ["onRecordDelete", "onRecordDeleteExecute", "onRecordAfterDeleteError"] as const) {
    hooks[name].bind({ tags: ["_superusers"], run: (event) => (seen.push(name), event.next()) });
  }
  const count = (name: string): number => seen.filter((other) => other === name).length;
  const outcomes = await Promise.allSettled(all.map((record) => deleteRecord(app.context, record)));
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect(count("onRecordDelete")).toBe(3);
  expect(count("onRecordDeleteExecute")).toBe(2);
  expect(count("onRecordAfterDeleteError")).toBe(1);
});
