import { describe, expect, test } from "bun:test";
import { ValidationError } from "../../../src/lib/api-error.ts";
import type { Collection } from "../../../src/model/collections/collection.ts";
import { importCollections } from "../../../src/model/schema-changes/import-collections.ts";
import { deleteCollection } from "../../../src/model/schema-changes/delete-collection.ts";
import { fieldOption } from "../../../src/model/collections/field-json.ts";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { parseCollection } from "../../../src/model/collections/parse-collection.ts";
import { saveCollection } from "../../../src/model/schema-changes/save-collection.ts";
import type { Context } from "../../../src/model/context.ts";
import { dryRun } from "../../../src/model/views/dry-run.ts";
import { failure } from "../../support/failure.ts";
import { testApp } from "../../support/test-app.ts";
import { isOnPostgres, relationNames } from "../../support/test-database.ts";

function createView(context: Context, name: string, viewQuery: string): Promise<Collection> {
  const blank = newCollection({ type: "view", name }, context.connection.dialect.schema);
  return saveCollection(context, parseCollection({ viewQuery }, blank), null);
}

function find(context: Context, name: string): Collection {
  const collection = context.collections.current().byName(name);
  if (collection === undefined) throw new Error(`there is no ${name}`);
  return collection;
}

function update(context: Context, name: string, raw: Record<string, unknown>): Promise<Collection> {
  const collection = find(context, name);
  return saveCollection(context, parseCollection(raw, collection), collection);
}

async function queryError(context: Context, viewQuery: string): Promise<unknown> {
  const error = await failure(createView(context, "broken", viewQuery));
  if (!(error instanceof ValidationError)) throw error;
  return error.errors["viewQuery"];
}

test("fields are those of the columns that the query names", async () => {
  await using app = await testApp({ fixture: "world" });
  const query = `SELECT p.id, p.title AS headline, p.labels, a.id AS writer, a.handle, count(*) AS n, total(p.views) AS t,
    cast(p.views AS int) AS i, cast(p.views AS real) AS r, cast(p.id AS text) AS x, cast(1 AS bool) AS b, max(p.views) AS m
    FROM posts p LEFT JOIN authors a ON a.id = p.author GROUP BY p.id`;
  const { fields } = await createView(app.context, "everything", query);
  const facts = fields.map((field) => [
    field.name,
    field.type,
    fieldOption(field, "onlyInt"),
    fieldOption(field, "maxSelect"),
  ]);
  expect(facts).toEqual([
    ["id", "text", undefined, undefined],
    ["headline", "text", undefined, undefined],
    ["labels", "select", undefined, 3],
    ["writer", "relation", undefined, 1],
    ["handle", "text", undefined, undefined],
    ["n", "number", true, undefined],
    ["t", "number", false, undefined],
    ["i", "number", true, undefined],
    ["r", "number", false, undefined],
    ["x", "text", undefined, undefined],
    ["b", "bool", undefined, undefined],
    ["m", "json", undefined, undefined],
  ]);
  const rows = await app.context.database.all<{ id: unknown }>("SELECT id FROM everything");
  expect(rows.length).toBeGreaterThan(0);
});

test("ids that are no texts become some", async () => {
  await using app = await testApp({ fixture: "world" });
  await createView(app.context, "numbered", "select (ROW_NUMBER() OVER()) as id, handle from authors");
  const type = isOnPostgres ? "pg_typeof(id)::text" : "typeof(id)";
  expect(await app.context.database.get(`SELECT id, ${type} AS type FROM numbered ORDER BY 1`)).toEqual({
    id: "1",
    type: "text",
  });
});

describe("queries that make no view", () => {
  test.each([
    ["", "validation_required", "Cannot be blank."],
    ["select title from posts", "validation_invalid_view_query", "missing required id column"],
    ["select * from posts", "validation_invalid_view_query", "wildcard columns (*) are not supported"],
    ["select posts.*, 1 as id from posts", "validation_invalid_view_query", "wildcard columns (*) are not supported"],
    ["select id from missing", "validation_invalid_view_query", "no such table"],
    ["select id, missing from posts", "validation_invalid_view_query", "no such column"],
    ["select 1 as id; drop table posts", "validation_invalid_view_query", "multiple statements are not supported"],
    ["delete from posts", "validation_invalid_view_query", "syntax error"],
    [
      "select id, id from posts",
      "validation_invalid_view_query",
      'invalid field "id:1" (1): name: must be in a valid format.',
    ],
  ])("%s", async (query, code, message) => {
    await using app = await testApp({ fixture: "world" });
    expect(await queryError(app.context, query)).toEqual({ code, message: expect.stringContaining(message) });
    expect(app.context.collections.current().byName("broken")).toBeUndefined();
    const names = await relationNames(app.context.database);
    expect(names).toContain("posts");
    expect(names.filter((name) => name.startsWith("_temp"))).toEqual([]);
    expect(await app.context.database.schema.hasTable("posts")).toBe(true);
  });
});

describe("a view and its tables", () => {
  test("follows the options of a field", async () => {
    await using app = await testApp({ fixture: "world" });
    const posts = find(app.context, "posts");
    const fields = posts.fields.map((field) => (field.name === "title" ? { ...field, max: 77 } : field));
    await update(app.context, "posts", { fields });
    expect(find(app.context, "stats").fields.find(({ name }) => name === "title")).toMatchObject({ max: 77 });
  });

  test("keeps its fields when nothing of them changes", async () => {
    await using app = await testApp({ fixture: "world" });
    const before = find(app.context, "stats");
    await update(app.context, "posts", { listRule: null });
    expect(find(app.context, "stats")).toBe(before);
  });

  test("a view of a view follows too", async () => {
    await using app = await testApp({ fixture: "world" });
    await createView(app.context, "above", "select id, title from stats");
    const posts = find(app.context, "posts");
    const fields = posts.fields.map((field) => (field.name === "title" ? { ...field, max: 77 } : field));
    await update(app.context, "posts", { fields });
    expect(find(app.context, "above").fields[1]).toMatchObject({ name: "title", max: 77 });
  });

  test("protects them from deletion", async () => {
    await using app = await testApp({ fixture: "world" });
    await update(app.context, "comments", {});
    const error = await failure(deleteCollection(app.context, find(app.context, "comments")));
    expect(String(error)).toContain("existing view dependency");
    expect(await app.context.database.schema.hasTable("comments")).toBe(true);
    await deleteCollection(app.context, find(app.context, "stats"));
    await deleteCollection(app.context, find(app.context, "comments"));
    expect(await app.context.database.schema.hasTable("comments")).toBe(false);
  });

  test("may be renamed and get another query", async () => {
    await using app = await testApp({ fixture: "world" });
    await update(app.context, "stats", { name: "figures", viewQuery: "select id, handle from authors" });
    expect(find(app.context, "figures").fields.map(({ name }) => name)).toEqual(["id", "handle"]);
    expect(await app.context.database.schema.hasTable("stats")).toBe(false);
    expect(await app.context.database.all("SELECT * FROM figures LIMIT 1")).toHaveLength(1);
  });
});

describe("the first rows", () => {
  const empty = "the query could return records with empty or invalid ids";
  const repeated = "the query could return records with non-unique ids";

  test.each([
    ["SELECT NULL AS id, title FROM posts", empty],
    ["SELECT '' AS id", empty],
    ["SELECT x'' AS id", empty],
    ["SELECT 'one' AS id, title FROM posts", repeated],
    ["SELECT 1.0 AS id FROM (SELECT 1 UNION ALL SELECT 2)", repeated],
    ["SELECT a.id FROM posts a JOIN posts b", repeated],
  ])("%s is no view", async (query, problem) => {
    await using app = await testApp({ fixture: "world" });
    const { context } = app;
    const error = { code: "validation_invalid_view_query", message: `Invalid query - ${problem}` };
    expect(await queryError(context, query)).toEqual(error);
    expect(await failure(dryRun(context, query))).toMatchObject({ message: problem });
    const collections = [{ name: "imported", type: "view", viewQuery: query }];
    const imported = await failure(importCollections(context, collections, { deleteMissing: false }));
    expect(imported).toMatchObject({ errors: { collections: { message: expect.stringContaining(`${problem}"\n}`) } } });
    expect(context.collections.current().byName("imported")).toBeUndefined();
  });

  test("make a view where their ids differ, as those of no rows do", async () => {
    await using app = await testApp({ fixture: "world" });
    // PostgreSQL's texts can't hold that byte.
    if (!isOnPostgres) await createView(app.context, "bytes", "SELECT x'00' AS id");
    await createView(app.context, "nothing", "SELECT '' AS id FROM posts WHERE 1 = 0");
  });
});

test("a dry run shows fields and rows and keeps nothing", async () => {
  await using app = await testApp({ fixture: "world" });
  const { fields, sample } = await dryRun(app.context, "select 1 as id, 'x' as letter, count(*) as n from posts");
  expect(fields.map(({ name, type }) => [name, type])).toEqual([
    ["id", "text"],
    ["letter", "json"],
    ["n", "number"],
  ]);
  expect(JSON.stringify(sample)).toMatch(/^\[\{"id":"1","letter":"x","n":\d+\}\]$/);
  expect(String(await failure(dryRun(app.context, "select 1 as one")))).toContain("missing required id column");
});
