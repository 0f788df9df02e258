import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyMigrations, lastMigrations, revertMigrations } from "../../src/migrations/run-migrations.ts";
import { failure } from "../support/failure.ts";
import { source } from "./source.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const ID_FIELD = `{ "autogeneratePattern": "[a-z0-9]{15}", "hidden": false, "id": "text3208210256", "max": 15, "min": 15,
  "name": "id", "pattern": "^[a-z0-9]+$", "presentable": false, "primaryKey": true, "required": true, "system": true, "type": "text" }`;

/** In the forms that PocketBase writes by itself and shows in its documentation. */
const FILES = {
  "1_created.js": `/// <reference path="../pb_data/types.d.ts" />
migrate((app) => {
  const collection = new Collection({
    "createRule": null, "fields": [${ID_FIELD}, { "id": "number1", "max": null, "min": null, "name": "count", "type": "number" }],
    "id": "pbc_1111", "indexes": [], "listRule": "", "name": "old", "system": false, "type": "base"
  });

  return app.save(collection);
}, (app) => {
  const collection = app.findCollectionByNameOrId("pbc_1111");

  return app.delete(collection);
})
`,
  "2_updated.js": `/// <reference path="../pb_data/types.d.ts" />
migrate((app) => {
  const collection = app.findCollectionByNameOrId("pbc_1111")

  // update collection data
  unmarshal({ "name": "renamed", "indexes": ["CREATE INDEX \`idx_x\` ON \`renamed\` (\`title\`)"] }, collection)

  // remove field
  collection.fields.removeById("number1")

  // add field
  collection.fields.addAt(1, new Field({ "id": "text77", "name": "title", "required": true, "type": "text" }))

  return app.save(collection)
}, (app) => {
  const collection = app.findCollectionByNameOrId("pbc_1111")
  unmarshal({ "name": "old", "indexes": [] }, collection)
  collection.fields.removeById("text77")
  collection.fields.addAt(1, new Field({ "id": "number1", "name": "count", "type": "number" }))
  return app.save(collection)
})
`,
  "3_snapshot.js": `migrate((app) => {
  const snapshot = [{ "id": "pbc_2222", "name": "snapped", "type": "base", "fields": [${ID_FIELD}] },
    // As PocketBase wrote it before v0.23.
    { "id": "pbc_3333", "name": "snapped_before", "type": "base", "schema": [{ "name": "title", "type": "text", "options": { "max": 7 } }], "options": {} }];

  return app.importCollections(snapshot, false);
}, (app) => {
  return null;
})
`,
  "4_by_hand.js": `migrate((app) => {
  let settings = app.settings()
  settings.meta.appName = "From PocketBase"
  settings.logs.maxDays = 2
  app.save(settings)

  let superusers = app.findCollectionByNameOrId("_superusers")
  let record = new Record(superusers)
  record.set("email", "pb@example.com")
  record.set("password", "1234567890")
  app.save(record)

  const users = app.findCollectionByNameOrId("users")
  unmarshal({ otp: { enabled: true } }, users)
  users.fields.add(new TextField({ name: "nickname" }), new JSONField({ name: "more" }))
  users.addIndex("idx_nickname", false, "nickname")
  app.save(users)

  app.db().newQuery("INSERT INTO renamed (id, title) VALUES ({:id}, 'x')").bind({ id: "abcdefghij12345" }).execute()
}, (app) => {
  app.db().newQuery("DELETE FROM renamed").execute()
})
`,
};

function write(app: TestApp, files: Readonly<Record<string, string>>): string {
  const folder = join(app.folder, "pb_migrations");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test("files that PocketBase wrote are applied and reverted", async () => {
  await using app = await testApp();
  const folder = write(app, FILES);
  expect(await applyMigrations(app.context, source(folder))).toEqual(Object.keys(FILES));
  const { collections, settings, database } = app.context;
  const renamed = collections.current().find("pbc_1111");
  expect(renamed).toMatchObject({
    name: "renamed",
    listRule: "",
    indexes: ["CREATE INDEX `idx_x` ON `renamed` (`title`)"],
  });
  expect(renamed?.fields.map(({ name }) => name)).toEqual(["id", "title"]);
  expect(collections.current().find("snapped")).toBeDefined();
  expect(collections.current().find("snapped_before")?.fields).toContainEqual(
    expect.objectContaining({ name: "title", max: 7 }),
  );
  expect(settings.current().meta.appName).toBe("From PocketBase");
  expect(settings.current().logs.maxDays).toBe(2);
  const users = collections.current().find("users");
  expect(users?.options).toMatchObject({ otp: { enabled: true, length: 8 } });
  expect(users?.fields.map(({ name }) => name)).toContain("more");
  expect(users?.indexes.join()).toContain("idx_nickname");
  const body = { identity: "pb@example.com", password: "1234567890" };
  const signedIn = await app.request("POST", "/api/collections/_superusers/auth-with-password", { body });
  expect(signedIn.status).toBe(200);
  expect(await database.all("SELECT title FROM renamed")).toEqual([{ title: "x" }]);

  await revertMigrations(app.context, source(folder), await lastMigrations(app.context, source(folder), 3));
  expect(await database.all("SELECT * FROM old")).toEqual([]);
  expect(
    collections
      .current()
      .find("pbc_1111")
      ?.fields.map(({ name }) => name),
  ).toEqual(["id", "count"]);
  await revertMigrations(app.context, source(folder), ["1_created.js"]);
  expect(collections.current().find("pbc_1111")).toBeUndefined();
});

test.each([
  [`\n  app.findRecordsByFilter("users", "id != ''")`, "2: app.findRecordsByFilter() is not there for PocketBase's"],
  [`\n\n  app.db().newQuery("SELECT 1").all([])`, "3: a query's all() is not there for PocketBase's migrations"],
  [`\n  app.save({})`, "2: app.save() of what is neither a collection, a new record nor the settings is not there"],
  [`\n  const a = $app`, "2: $app is not defined"],
  [`\n  const a = ;`, "2: Unexpected token ';'"],
  [`\n  const c = app.findCollectionByNameOrId("users")\n  c.listRule = "nope = 1"\n  app.save(c)`, "4: listRule: "],
  [`\n  app.findCollectionByNameOrId("none")`, "2: There is no collection none."],
])("what they can't do is an error with its line: %j", async (body, message) => {
  await using app = await testApp();
  const folder = write(app, { "1_bad.js": `migrate((app) => {${body}\n})` });
  expect(String(await failure(applyMigrations(app.context, source(folder))))).toStartWith(
    `Error: failed to apply 1_bad.js:${message}`,
  );
});
