import { expect, test } from "bun:test";
import { type TestApp, testApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

interface Import {
  readonly collections: readonly object[];
  readonly deleteMissing?: boolean;
}

async function importInto(app: TestApp, body: Import): Promise<{ status: number; json: unknown }> {
  const token = await app.superuserToken();
  const { status, json } = await app.request("PUT", "/api/collections/import", { token, body });
  return { status, json };
}

function names(app: TestApp): string[] {
  return app.context.collections
    .current()
    .all.filter(({ system }) => !system)
    .map(({ name }) => name);
}

test("what was exported can be imported again and changes nothing", async () => {
  await using app = await testApp({ fixture: "world" });
  const token = await app.superuserToken();
  const exported = await app.request("GET", "/api/collections?perPage=200", { token });
  const { items } = exported.json as { items: object[] };
  const rows = await app.context.database.all("SELECT * FROM posts");
  expect(await importInto(app, { collections: items, deleteMissing: true })).toMatchObject({ status: 204 });
  const after = await app.request("GET", "/api/collections?perPage=200", { token });
  const withoutDates = (text: string): string =>
    text.replaceAll(/"updated":"[^"]*"/g, "").replaceAll(/_clone_\w{4}/g, "");
  expect(withoutDates(after.text)).toBe(withoutDates(exported.text));
  expect(await app.context.database.all("SELECT * FROM posts")).toEqual(rows);
});

test("collections may refer to each other, views come last", async () => {
  await using app = await testApp();
  const { status } = await importInto(app, {
    collections: [
      { name: "seen", type: "view", viewQuery: "select id, b from first" },
      {
        id: "first0000000001",
        name: "first",
        fields: [{ name: "b", type: "relation", collectionId: "second000000001", maxSelect: 1 }],
      },
      {
        id: "second000000001",
        name: "second",
        fields: [{ name: "a", type: "relation", collectionId: "first0000000001", maxSelect: 1 }],
      },
    ],
  });
  expect(status).toBe(204);
  expect(names(app)).toEqual(["users", "first", "second", "seen"]);
});

test("fields that are not in it stay unless missing ones are deleted", async () => {
  await using app = await testApp({ fixture: "world" });
  const fieldNames = (): string[] => app.collection("teams").fields.map(({ name }) => name);
  const before = fieldNames();
  const collections = [{ name: "teams", fields: [{ name: "extra", type: "text" }], indexes: [], updateRule: null }];
  expect((await importInto(app, { collections })).status).toBe(204);
  expect(new Set(fieldNames())).toEqual(new Set([...before, "extra"]));
});

test("with deleteMissing all other collections and fields go, those of the system stay", async () => {
  await using app = await testApp({ fixture: "world" });
  const collections = [{ name: "teams", fields: [{ name: "extra", type: "text" }], indexes: [], updateRule: null }];
  expect((await importInto(app, { collections, deleteMissing: true })).status).toBe(204);
  expect(names(app)).toEqual(["teams"]);
  expect(new Set(app.collection("teams").fields.map(({ name }) => name))).toEqual(new Set(["id", "extra"]));
  expect(app.context.collections.current().byName("_superusers")).toBeDefined();
  expect(await app.context.database.schema.hasTable("posts")).toBe(false);
});

test("one bad collection keeps all from being imported", async () => {
  await using app = await testApp();
  const { status, json } = await importInto(app, {
    collections: [{ name: "good" }, { name: "bad", fields: [{ name: "expand", type: "text" }] }],
    deleteMissing: true,
  });
  expect(status).toBe(400);
  const { collections } = (json as { data: { collections: { code: string; message: string } } }).data;
  expect(collections.code).toBe("validation_collections_import_failure");
  expect(collections.message).toMatch(/^Data validations failed for collection "bad" \(pbc_\d+\):\n\{\n {2}"fields": /);
  expect(names(app)).toEqual(["users"]);
  expect(await app.context.database.schema.hasTable("good")).toBe(false);
});

test.each([
  [{ collections: [] }, "An error occurred while validating the submitted data."],
  [{ collections: {} as [] }, "An error occurred while loading the submitted data."],
])("%j is refused", async (body, message) => {
  await using app = await testApp();
  expect(await importInto(app, body)).toMatchObject({ status: 400, json: { message } });
});

test.each([
  [
    { listRule: "nope = 1", fields: [{ name: "n", type: "number", min: 5, max: 1 }] },
    `Data validations failed for collection "wrong" (pbc_3968017393):
{
  "fields": {
    "1": {
      "max": "Must be greater or equal than 5"
    }
  },
  "listRule": "Invalid rule. Raw error: invalid left operand \\"nope\\" - unknown field \\"nope\\""
}.`,
  ],
  [
    { fields: [{ name: "t", type: "text", pattern: "[" }] },
    `Data validations failed for collection "wrong" (pbc_3968017393):
{
  "fields": {
    "1": {
      "pattern": "error parsing regexp: missing closing ]: \`[\`"
    }
  }
}.`,
  ],
  [
    { type: "nothing", fields: [] },
    `Failed to import the collections configuration. Raw error:
failed to save collection "wrong": ${isOnPostgres ? 'collection wrong: unknown collection type "nothing"' : 'SQL logic error: near ")": syntax error (1)'}.`,
  ],
])("%j is refused in PocketBase's words", async (collection, message) => {
  await using app = await testApp();
  const { status, json } = await importInto(app, { collections: [{ name: "wrong", type: "base", ...collection }] });
  expect(status).toBe(400);
  expect((json as { data: { collections: { message: string } } }).data.collections.message).toBe(message);
});
