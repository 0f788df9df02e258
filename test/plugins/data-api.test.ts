import { describe, expect, test } from "bun:test";
import { ValidationError } from "../../src/lib/api-error.ts";
import { createAppApi } from "../../src/plugins/bound-app.ts";
import { failure } from "../support/failure.ts";
import { testApp } from "../support/test-app.ts";
import { isOnPostgres } from "../support/test-database.ts";

async function blogApp() {
  const app = await testApp();
  const api = createAppApi(app.context);
  const notes = await api.collections.create({
    name: "notes",
    type: "base",
    fields: [
      { name: "title", type: "text", required: true },
      { name: "views", type: "number" },
      { name: "secret", type: "text", hidden: true },
      { name: "extra", type: "json" },
      { name: "picture", type: "file", maxSelect: 1 },
    ],
  });
  await api.collections.create({
    name: "remarks",
    type: "base",
    fields: [{ name: "post", type: "relation", collectionId: notes.id, maxSelect: 1, cascadeDelete: true }],
  });
  return { api, app, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("records of the data API", () => {
  test("are created, read, changed and deleted as plain objects with hidden fields", async () => {
    await using blog = await blogApp();
    const { records } = blog.api;
    const post = await records.create("notes", { title: "One", views: 1, secret: "s", extra: { a: [1] } });
    expect(post).toMatchObject({ title: "One", views: 1, secret: "s", extra: { a: [1] }, collectionName: "notes" });
    expect(await records.get("notes", post.id)).toEqual(post);
    expect(await records.update("notes", post.id, { "views+": 2 })).toMatchObject({ title: "One", views: 3 });
    expect(await records.find("notes", "missing")).toBeNull();
    await records.delete("notes", post.id);
    expect(await failure(records.get("notes", post.id))).toMatchObject({ status: 404 });
    expect(await failure(records.delete("notes", post.id))).toMatchObject({ status: 404 });
  });

  test("are listed with filter, parameters, sort, pages, fields and relations", async () => {
    await using blog = await blogApp();
    const { records } = blog.api;
    for (const [index, title] of ["a'b", "back\\", "c"].entries()) {
      const { id } = await records.create("notes", { title, views: index });
      await records.create("remarks", { post: id });
    }
    const titles = async (title: string) => {
      const { items } = await records.list("notes", { filter: "title = {:title}", params: { title } });
      return items.map((item) => item["title"]);
    };
    expect(await titles("a'b")).toEqual(["a'b"]);
    expect(await titles("back\\")).toEqual(["back\\"]);
    expect(await titles("' || id != '")).toEqual([]);
    expect(await titles("\\' || id != '")).toEqual([]);
    const page = await records.list("notes", { sort: "-views", page: 2, perPage: 2, fields: "title" });
    expect(page).toEqual({ page: 2, perPage: 2, totalItems: 3, totalPages: 2, items: [{ title: "a'b" }] } as never);
    expect(await records.first("notes", { filter: "views > {:min}", params: { min: 0 }, sort: "views" })).toMatchObject(
      {
        title: "back\\",
      },
    );
    expect(await records.count("notes", { filter: "views < 2" })).toBe(2);
    const comment = await records.first("remarks", { filter: "post.title = 'c'", expand: "post" });
    expect(comment?.expand?.["post"]).toMatchObject({ title: "c" });
    expect(await failure(records.list("notes", { filter: "title = {:gone}", params: {} }))).toMatchObject({
      status: 400,
    });
    expect(await failure(records.list("notes", { filter: "nothing = 1" }))).toMatchObject({ status: 400 });
    expect(await failure(records.list("nowhere"))).toMatchObject({ status: 404 });
  });

  test("each goes through all of a large collection", async () => {
    await using blog = await blogApp();
    await blog.api.transaction(async (tx) => {
      for (let index = 0; index < 1100; index++) await tx.records.create("notes", { title: `t${index}`, views: index });
    });
    const seen = new Set<unknown>();
    for await (const post of blog.api.records.each("notes", { filter: "views >= 50", fields: "title" })) {
      expect(Object.keys(post)).toEqual(["title"]);
      seen.add(post["title"]);
    }
    expect(seen.size).toBe(1050);
  });

  test("take files, which can be read again", async () => {
    await using blog = await blogApp();
    const { records, files } = blog.api;
    const picture = new File(["hello"], "hello.txt");
    const post = await records.create("notes", { title: "with a file", picture });
    const name = String(post["picture"]);
    expect(name).toMatch(/^hello_\w+\.txt$/);
    expect(await (await files.read({ collection: "notes", id: post.id, name }))?.text()).toBe("hello");
    expect(await files.read({ collection: "notes", id: post.id, name: "other.txt" })).toBeNull();
    expect(files.url({ collection: "notes", id: post.id, name }, { thumb: "10x10" })).toEndWith(
      `/api/files/notes/${post.id}/${name}?thumb=10x10`,
    );
  });

  test("are validated, with the errors by field", async () => {
    await using blog = await blogApp();
    const error = await failure(blog.api.records.create("notes", { views: 1 }));
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).errors).toMatchObject({ title: { code: "validation_required" } });
  });
});

describe("transactions", () => {
  test("are rolled back whole, nested ones with the outer one", async () => {
    await using blog = await blogApp();
    const { api } = blog;
    const work = api.transaction(async (tx) => {
      await tx.records.create("notes", { title: "outer" });
      await tx.transaction(async (inner) => {
        await inner.records.create("notes", { title: "inner" });
      });
      expect(await tx.records.count("notes")).toBe(2);
      expect(await api.records.count("notes")).toBe(0);
      throw new Error("stop");
    });
    expect(String(await failure(work))).toBe("Error: stop");
    expect(await api.records.count("notes")).toBe(0);
  });

  test("what a nested one wrote goes on with the outer one, which decides whether its error ends all", async () => {
    await using blog = await blogApp();
    const { api } = blog;
    await api.transaction(async (tx) => {
      await tx.records.create("notes", { title: "outer" });
      const failed = await failure(
        tx.transaction(async (inner) => {
          await inner.records.create("notes", { title: "inner" });
          await inner.records.create("notes", { title: "" });
        }),
      );
      expect(failed).toBeInstanceOf(ValidationError);
    });
    const { items } = await api.records.list("notes", { sort: "title" });
    // As in PocketBase, a transaction within another is a part of it.
    expect(items.map((item) => item["title"])).toEqual(["inner", "outer"]);
  });

  test("a write through the outer app while one is open is told as a deadlock", async () => {
    await using blog = await blogApp();
    const { api } = blog;
    const work = api.transaction(async () => {
      await api.records.create("notes", { title: "outer" });
    });
    if (isOnPostgres) {
      // Its transactions run at the same time.
      await work;
      expect(await api.records.count("notes")).toBe(1);
      return;
    }
    expect(String(await failure(work))).toContain("deadlock");
    expect(await api.records.count("notes")).toBe(0);
  });
});

test("sql takes parameters as a template or a list, and writes too", async () => {
  await using blog = await blogApp();
  const { records, sql } = blog.api;
  const { id } = await records.create("notes", { title: "it's" });
  expect(await sql`SELECT title FROM notes WHERE id = ${id} AND title = ${"it's"}`).toEqual([{ title: "it's" }]);
  expect(await sql("UPDATE notes SET views = ? WHERE id = ? RETURNING views", [7, id])).toEqual([{ views: 7 }]);
  expect(await sql("WITH p AS (SELECT views FROM notes) SELECT views FROM p")).toEqual([{ views: 7 }]);
});

test("collections and settings can be changed", async () => {
  await using blog = await blogApp();
  const { collections, settings, auth, records } = blog.api;
  await collections.update("notes", { listRule: "" });
  expect(collections.get("notes").listRule).toBe("");
  expect(await failure(collections.create({ name: "notes", type: "base" }))).toBeInstanceOf(ValidationError);
  await collections.delete("remarks");
  expect(collections.find("remarks")).toBeNull();
  await collections.import([{ name: "imported", type: "base", fields: [{ name: "a", type: "text" }] }]);
  expect(collections.list().map(({ name }) => name)).toContain("imported");
  await settings.update({ meta: { appName: "Renamed" } });
  expect(settings.get().meta.appName).toBe("Renamed");

  const user = await records.create("users", { email: "a@example.com", password: "12345678" });
  expect(user).not.toHaveProperty("password");
  expect(await auth.verifyPassword("users", user.id, "12345678")).toBe(true);
  expect(await auth.verifyPassword("users", user.id, "wrong-one")).toBe(false);
  expect(await auth.verifyToken(await auth.createToken("users", user.id))).toMatchObject({ id: user.id });
  expect(await auth.verifyToken("nonsense")).toBeNull();
});
