import { describe, expect, test } from "bun:test";
import { ValidationError } from "../../../src/lib/api-error.ts";
import type { Collection } from "../../../src/model/collections/collection.ts";
import { newCollection } from "../../../src/model/collections/new-collection.ts";
import { parseCollection } from "../../../src/model/collections/parse-collection.ts";
import { repeatOutdated } from "../../../src/model/repeat-outdated.ts";
import { saveCollection } from "../../../src/model/schema-changes/save-collection.ts";
import { failure } from "../../support/failure.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

const select = (maxSelect: number) => ({ id: "s", name: "tags", type: "select", values: ["a", "b", "c"], maxSelect });
const title = { id: "t", name: "title", type: "text" };
const count = { id: "n", name: "count", type: "number" };

/** An app with a collection `things` of a text, a number and a select, and three rows. */
class Things implements AsyncDisposable {
  readonly app: TestApp;

  private constructor(app: TestApp) {
    this.app = app;
  }

  static async open(maxSelect: number): Promise<Things> {
    const things = new Things(await testApp());
    await things.create({
      name: "things",
      fields: [title, count, select(maxSelect)],
      indexes: ["create index by_title on things (title)"],
    });
    return things;
  }

  get collection(): Collection {
    const collection = this.app.context.collections.current().all.find(({ id }) => id === "things000000001");
    if (collection === undefined) throw new Error("there are no things");
    return collection;
  }

  create(raw: Record<string, unknown>): Promise<Collection> {
    const { context } = this.app;
    const blank = newCollection(
      { type: "base", name: "things", id: "things000000001" },
      context.connection.dialect.schema,
    );
    return saveCollection(context, parseCollection(raw, blank), null);
  }

  /** As a request does it: PostgreSQL ends a change that waits for a statement which waits for it. */
  async update(raw: Record<string, unknown>): Promise<Collection> {
    const { context } = this.app;
    return repeatOutdated(context, () =>
      saveCollection(context, parseCollection(raw, this.collection), this.collection),
    );
  }

  async insert(...rows: (readonly [id: string, title: string, count: number, tags: string])[]): Promise<void> {
    for (const row of rows) {
      await this.app.context.database.run("INSERT INTO things (id, title, count, tags) VALUES (?, ?, ?, ?)", row);
    }
  }

  rows(columns: string, table = "things"): Promise<Record<string, unknown>[]> {
    return this.app.context.database.all(`SELECT ${columns} FROM ${table} ORDER BY id`);
  }

  async indexNames(table = "things"): Promise<string[]> {
    return (await this.app.context.database.schema.indexes(table)).map(({ name }) => name);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.app[Symbol.asyncDispose]();
  }
}

describe("changes of fields keep the values of the others", () => {
  const rows = [
    ["id1", "one", 1, "a"],
    ["id2", "two", 2.5, ""],
  ] as const;

  test("rename, and swap of two names", async () => {
    await using things = await Things.open(1);
    await things.insert(...rows);
    await things.update({ fields: [{ ...title, name: "count" }, { ...count, name: "title" }, select(1)] });
    expect(await things.rows("id, count, title, tags")).toEqual([
      { id: "id1", count: "one", title: 1, tags: "a" },
      { id: "id2", count: "two", title: 2.5, tags: "" },
    ]);
  });

  test("a field that an index names is renamed together with it, and not alone, as in PocketBase", async () => {
    await using things = await Things.open(1);
    const fields = [{ ...title, name: "headline" }, count, select(1)];
    expect(await failure(things.update({ fields }))).toMatchObject({
      errors: { indexes: { 0: { code: "validation_invalid_index_expression" } } },
    });
    expect(await things.indexNames()).toEqual(["by_title"]);
    await things.update({ fields, indexes: ["CREATE INDEX by_title ON things (headline)"] });
    expect(await things.indexNames()).toEqual(["by_title"]);
  });

  test("a new field is empty, a removed one is gone", async () => {
    await using things = await Things.open(1);
    await things.insert(...rows);
    await things.update({ fields: [title, select(1), { name: "flag", type: "bool" }, { name: "data", type: "json" }] });
    const columns = await things.app.context.database.schema.columns("things");
    expect(columns.map(({ name }) => name).toSorted()).toEqual(["data", "flag", "id", "tags", "title"]);
    const flag = isOnPostgres ? false : 0;
    expect(await things.rows("id, title, tags, flag, data")).toEqual([
      { id: "id1", title: "one", tags: "a", flag, data: null },
      { id: "id2", title: "two", tags: "", flag, data: null },
    ]);
  });

  test("a field may be replaced by another of its name", async () => {
    await using things = await Things.open(1);
    await things.insert(...rows);
    await things.update({ fields: [title, { id: "other", name: "count", type: "text" }, select(1)] });
    expect(await things.rows("id, count, title")).toEqual([
      { id: "id1", count: "", title: "one" },
      { id: "id2", count: "", title: "two" },
    ]);
  });

  test("another order of fields changes no column", async () => {
    await using things = await Things.open(1);
    await things.insert(...rows);
    const { fields } = await things.update({ fields: [select(1), count, title] });
    expect(fields.map(({ name }) => name)).toEqual(["id", "tags", "count", "title"]);
    expect(await things.rows("title, count, tags")).toHaveLength(2);
  });
});

describe("one value and lists", () => {
  test("one value becomes a list of it, none an empty list", async () => {
    await using things = await Things.open(1);
    await things.insert(["id1", "", 0, "a"], ["id2", "", 0, ""], ["id3", "", 0, `["b"]`]);
    await things.update({ fields: [title, count, select(2)] });
    expect(await things.rows("tags")).toEqual([{ tags: `["a"]` }, { tags: "[]" }, { tags: `["b"]` }]);
  });

  test("of a list the last item stays", async () => {
    await using things = await Things.open(3);
    await things.insert(["id1", "", 0, `["a","c"]`], ["id2", "", 0, "[]"]);
    // A column for lists of PostgreSQL holds nothing but JSON.
    if (!isOnPostgres) await things.insert(["id3", "", 0, "b"]);
    await things.update({ fields: [title, count, select(1)] });
    const rows = [{ tags: "c" }, { tags: "" }, { tags: "b" }];
    expect(await things.rows("tags")).toEqual(isOnPostgres ? rows.slice(0, 2) : rows);
  });

  test("views over the column stay", async () => {
    await using things = await Things.open(1);
    const { context } = things.app;
    const blank = newCollection({ type: "view", name: "tagged" }, context.connection.dialect.schema);
    await saveCollection(context, parseCollection({ viewQuery: "select id, tags from things" }, blank), null);
    await things.insert(["id1", "", 0, "a"]);
    await things.update({ fields: [title, count, select(2)] });
    expect(await things.rows("id, tags", "tagged")).toEqual([{ id: "id1", tags: `["a"]` }]);
    expect(context.collections.current().byName("tagged")?.fields[1]).toMatchObject({ name: "tags", maxSelect: 2 });
  });
});

describe("the collection itself", () => {
  test("a rename takes rows and indexes along", async () => {
    await using things = await Things.open(1);
    await things.insert(["id1", "one", 1, "a"]);
    const { indexes } = await things.update({ name: "items" });
    expect(indexes).toEqual(["CREATE INDEX `by_title` ON `items` (`title`)"]);
    expect(await things.rows("id, title", "items")).toEqual([{ id: "id1", title: "one" }]);
    expect(await things.indexNames("items")).toEqual(["by_title"]);
    expect(await things.app.context.database.schema.hasTable("things")).toBe(false);
  });

  test("an index that can't be made undoes the whole change", async () => {
    await using things = await Things.open(1);
    await things.insert(["id1", "same", 1, "a"], ["id2", "same", 2, "b"]);
    const before = things.collection;
    const change = things.update({
      fields: [title, select(2)],
      indexes: ["create index good on things (title)", "create unique index bad on things (title)"],
    });
    const error = await failure(change);
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as ValidationError).errors).toMatchObject({
      indexes: { 1: { code: "validation_invalid_index_expression" } },
    });
    expect(things.collection).toBe(before);
    expect(await things.rows("id, count, tags")).toEqual([
      { id: "id1", count: 1, tags: "a" },
      { id: "id2", count: 2, tags: "b" },
    ]);
    expect(await things.indexNames()).toEqual(["by_title"]);
  });
});

// PostgreSQL has no such views.
test.skipIf(isOnPostgres)("a view over a table that is gone is in nobody's way", async () => {
  await using things = await Things.open(1);
  const { database } = things.app.context;
  await database.run("CREATE VIEW dangling AS SELECT id FROM gone");
  await things.update({ name: "items", fields: [title, select(1), { name: "added", type: "bool" }] });
  expect(await database.all("SELECT sql FROM sqlite_master WHERE name = 'dangling'")).toEqual([
    { sql: "CREATE VIEW dangling AS SELECT id FROM gone" },
  ]);
});

test("indexes that are left out are dropped", async () => {
  await using things = await Things.open(1);
  const { indexes } = await things.update({ indexes: [] });
  expect(indexes).toEqual([]);
  expect(await things.indexNames()).toEqual([]);
});
