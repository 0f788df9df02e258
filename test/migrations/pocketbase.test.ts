import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { applyMigrations, lastMigrations, revertMigrations } from "../../src/migrations/run-migrations.ts";
import { hookApp } from "../jsvm/hook-app.ts";
import { failure } from "../support/failure.ts";
import { source } from "./source.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const ROOT = resolve(import.meta.dir, "../..");

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

  await revertMigrations(app.context, source(folder), { files: await lastMigrations(app.context, source(folder), 3) });
  expect(await database.all("SELECT * FROM old")).toEqual([]);
  expect(
    collections
      .current()
      .find("pbc_1111")
      ?.fields.map(({ name }) => name),
  ).toEqual(["id", "count"]);
  await revertMigrations(app.context, source(folder), { files: ["1_created.js"] });
  expect(collections.current().find("pbc_1111")).toBeUndefined();
});

test.each([
  [`\n  const a = $app`, "2: $app is not defined (nothing was changed)"],
  [`\n  const a = ;`, "2: Unexpected ;"],
  [`\n  const dao = new Dao(app)`, "2: Dao is not defined: PocketBase has other names since v0.23"],
  [`\n  const c = app.findCollectionByNameOrId("users")\n  c.listRule = "nope = 1"\n  app.save(c)`, "4: listRule: "],
  [`\n  app.findCollectionByNameOrId("none")`, "2: sql: no rows in result set"],
  [`\n\n  throw "no"`, " no (nothing was changed)"],
  [`\n  return 5`, " could not convert 5 to error"],
  [`\n  app.save({})`, "2: "],
  [`\n  app.noSuchMethod()`, "2: app.noSuchMethod is not a function"],
])("an error has its line, and nothing was changed: %j", async (body, message) => {
  await using app = await testApp();
  const folder = write(app, {
    "0_good.js": `migrate((app) => { app.save(new Collection({ name: "good", type: "base" })); });`,
    "1_bad.js": `migrate((app) => {${body}\n})`,
  });
  expect(String(await failure(applyMigrations(app.context, source(folder))))).toStartWith(
    `Error: failed to apply 1_bad.js:${message}`,
  );
  expect(app.context.collections.current().find("good")).toBeUndefined();
});

test("files without a migration are passed over, every time", async () => {
  await using app = await testApp();
  const folder = write(app, {
    "1_comment.js": "// migrate((app) => {})\n",
    "2_empty.js": "",
    "3_types.ts": "interface A { b: string }\n",
    "4_other.js": "const migrateLater = 1;",
    "5_no_up.js": "migrate(null, (app) => { throw new Error('down'); });",
    "6_module.mjs": "migrate(() => { throw new Error('not PocketBase\\'s'); });",
  });
  expect(await applyMigrations(app.context, source(folder))).toEqual(["5_no_up.js"]);
  expect(await applyMigrations(app.context, source(folder))).toEqual([]);
  const [last = ""] = await lastMigrations(app.context, source(folder), 1);
  expect(String(await failure(revertMigrations(app.context, source(folder), { files: [last] })))).toStartWith(
    "Error: failed to revert 5_no_up.js:1: down",
  );
});

test("both kinds share a folder and a transaction; a file has its own globals and may have types", async () => {
  await using app = await testApp();
  const folder = write(app, {
    "1_own.ts": `export default { async up(app) { await app.collections.create({ name: "a", type: "base" }); } };`,
    "2_theirs.ts": `
      const name: string = "b";
      globalThis.seen = true;
      migrate((app: any) => { app.findCollectionByNameOrId("a"); app.save(new Collection({ name, type: "base" })); });`,
    "3_common.js": `
      module.exports = { async up(app) { await app.collections.get("b"); } };`,
    "4_globals.js": `
      const { EOL } = require("./lib/eol.js");
      const kept = typeof seen + EOL + typeof $app + typeof ApiError + typeof routerAdd + typeof cronAdd;
      if (kept !== "undefined-undefinedundefinedundefinedundefined") throw new Error(kept);
      migrate((app) => { if (!app.isTransactional()) throw new Error("outside"); });`,
  });
  mkdirSync(join(folder, "lib"));
  writeFileSync(join(folder, "lib/eol.js"), `module.exports = { EOL: "-" };`);
  const text = await Bun.file(join(folder, "4_globals.js")).text();
  writeFileSync(join(folder, "4_globals.js"), text.replace("./lib", `${folder}/lib`));
  expect(await applyMigrations(app.context, source(folder))).toHaveLength(4);
  expect(app.context.collections.current().find("b")).toBeDefined();
});

test("an error that is caught undoes nothing, and the environment is there", async () => {
  await using app = await testApp();
  process.env["BAOBOX_TEST_SEED"] = "from env";
  const folder = write(app, {
    "1_caught.js": `migrate((app) => {
      const settings = app.settings();
      settings.meta.appName = $os.getenv("BAOBOX_TEST_SEED") + process.env.BAOBOX_TEST_SEED;
      app.save(settings);
      try { app.runInTransaction((tx) => { tx.findRecordById("users", "none"); }); } catch {}
      try { app.db().newQuery("INSERT INTO nowhere VALUES (1)").execute(); } catch {}
    });`,
  });
  try {
    await applyMigrations(app.context, source(folder));
  } finally {
    delete process.env["BAOBOX_TEST_SEED"];
  }
  expect(app.context.settings.current().meta.appName).toBe("from envfrom env");
});

test("what can't be deleted is an error that tells why, in PocketBase's words", async () => {
  await using app = await testApp();
  const folder = write(app, {
    "1_errors.js": `migrate((app) => {
      const told = [];
      const attempt = (work) => { try { work(); } catch (error) { told.push(error.message); } };
      const base = new Collection({ name: "base", type: "base" });
      attempt(() => app.delete(base));
      attempt(() => app.delete(new Record(app.findCollectionByNameOrId("users"))));
      app.save(base);
      app.save(new Collection({ name: "seen", type: "view", viewQuery: "SELECT id FROM base" }));
      attempt(() => app.delete(base));
      attempt(() => app.save(new Collection({ name: "a b", type: "base" })));
      throw new Error(told.join(" | "));
    });`,
  });
  const unsaved = "the model can be deleted only if it is existing and has a non-empty primary key";
  expect(String(await failure(applyMigrations(app.context, source(folder))))).toStartWith(
    `Error: failed to apply 1_errors.js:11: ${unsaved} | ${unsaved} | ` +
      "[base] failed to delete due to existing view dependency: [seen] SQL logic error: no such table: main.base (1) | " +
      "name: must be in a valid format.",
  );
});

test("hook files hear of what a migration writes", async () => {
  await using app = await hookApp({
    "main.pb.js": `onRecordCreate((e) => { e.record.set("name", "heard"); return e.next(); }, "users");`,
  });
  const folder = write(app, {
    "1_user.js": `migrate((app) => {
      const user = new Record(app.findCollectionByNameOrId("users"), { email: "a@example.com", password: "1234567890" });
      app.save(user);
      if (user.get("name") !== "heard" || user.id.length !== 15) throw new Error(user.get("name") + user.id);
    });`,
  });
  await applyMigrations(app.context, source(folder));
  expect(await app.context.database.all("SELECT name FROM users")).toEqual([{ name: "heard" }]);
});

test("records of before a change of their collection can be saved after it", async () => {
  await using app = await testApp();
  const folder = write(app, {
    "1_change.js": `migrate((app) => {
      const c = new Collection({ name: "old", type: "base", fields: [{ name: "a", type: "text" }] });
      app.save(c);
      for (const a of ["x", "y"]) app.save(new Record(c, { a }));
      const records = app.findAllRecords("old");
      c.fields.add(new TextField({ name: "b" }));
      app.save(c);
      for (const record of records) { record.set("a", record.get("a") + "!"); app.save(record); }
    });`,
  });
  await applyMigrations(app.context, source(folder));
  expect(await app.context.database.all("SELECT a, b FROM old ORDER BY a")).toEqual([
    { a: "x!", b: "" },
    { a: "y!", b: "" },
  ]);
});

test("without PocketBase's files nothing of what runs them is loaded", async () => {
  await using app = await testApp();
  const folder = write(app, { "1_own.ts": `export default { up() {} };`, "2_comment.js": "// migrate(…)" });
  const code = `
    const { openApp } = await import("${ROOT}/src/app.ts");
    const { applyMigrations } = await import("${ROOT}/src/migrations/run-migrations.ts");
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const options = { dataDir: "${folder}/data", isDevelopment: false, encryptionKey: null, queryTimeoutMs: 30000 };
    const own = await openApp(options, log);
    const applied = await applyMigrations(own.context, { folder: "${folder}", builtIn: {}, hooksFolder: "" });
    const loaded = Object.keys(require.cache).filter((file) => /\\/jsvm\\/(?!hook-file|find-hook-files)/.test(file));
    console.log(JSON.stringify({ applied, loaded }));
    await own[Symbol.asyncDispose]();`;
  const child = Bun.spawn([process.execPath, "-e", code], { stdout: "pipe", stderr: "inherit" });
  const [output, exitCode] = await Promise.all([new Response(child.stdout).json(), child.exited]);
  // Those that the pattern leaves out look whether there are hook files.
  expect(output).toEqual({ applied: ["1_own.ts"], loaded: [] });
  expect(exitCode).toBe(0);
});
