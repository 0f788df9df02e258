import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

/** Notes what hooks see of the context: the hook, the record's text, the values of `a` and `b`. */
const NOTES = [
  "onRecordCreate",
  "onRecordValidate",
  "onRecordCreateExecute",
  "onRecordAfterCreateSuccess",
  "onRecordDelete",
]
  .map(
    (name) => `${name}((e) => {
      const notes = $app.store().get("notes") || [];
      notes.push(["${name}", e.record.get("text"), e.context.value("a"), e.context.value("b")]);
      $app.store().set("notes", notes);
      e.next();
    }, "notes");`,
  )
  .join("\n");

const HOOKS = `
onBootstrap((e) => {
  e.next();
  const collection = new Collection({ type: "base", name: "notes", fields: [{ type: "text", name: "text" }] });
  $app.saveWithContext(new Context(null, "a", "of the collection"), collection);
});
onCollectionCreate((e) => { $app.store().set("collection", e.context.value("a")); e.next(); });
routerAdd("GET", "/plain", (e) => {
  const record = new Record($app.findCollectionByNameOrId("notes"), { text: "plain" });
  $app.saveWithContext(new Context(new Context(null, "a", { list: [1, 2] }), "b", "two"), record);
  $app.deleteWithContext(new Context(null, "a", 3), record);
  return e.json(200, [$app.store().get("collection"), ...$app.store().get("notes")]);
});
routerAdd("GET", "/transaction", (e) => {
  $app.runInTransaction((tx) => {
    const collection = tx.findCollectionByNameOrId("notes");
    tx.saveWithContext(new Context(null, "a", "first"), new Record(collection, { text: "one" }));
    tx.save(new Record(collection, { text: "two" }));
  });
  return e.json(200, $app.store().get("notes"));
});
routerAdd("GET", "/nested", (e) => {
  $app.saveWithContext(new Context(null, "a", "outer"), new Record($app.findCollectionByNameOrId("notes"), { text: "outer" }));
  return e.json(200, $app.store().get("notes"));
});
onRecordCreate((e) => {
  if (e.record.get("text") === "outer") {
    e.app.save(new Record(e.record.collection(), { text: "inner" }));
    e.context = new Context(e.context, "b", "added");
  }
  e.next();
}, "notes");
${NOTES}`;

test("hooks of records and collections see the values of the context that a script saves with", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const seen = [{ list: [1, 2] }, "two"];
  expect((await app.request("GET", "/plain")).json).toEqual([
    "of the collection",
    ["onRecordCreate", "plain", ...seen],
    ["onRecordValidate", "plain", ...seen],
    ["onRecordCreateExecute", "plain", ...seen],
    ["onRecordAfterCreateSuccess", "plain", ...seen],
    ["onRecordDelete", "plain", 3, null],
  ]);
});

test("hooks after a transaction see them, too, each its own", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const { json } = await app.request("GET", "/transaction");
  expect((json as unknown[][]).filter(([name]) => name === "onRecordAfterCreateSuccess")).toEqual([
    ["onRecordAfterCreateSuccess", "one", "first", null],
    ["onRecordAfterCreateSuccess", "two", null, null],
  ]);
});

test("a save within another has a context of its own, and what a handler sets is for the handlers behind it", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const { json } = await app.request("GET", "/nested");
  const values = (text: string): unknown[] =>
    (json as unknown[][]).filter((note) => note[1] === text).map(([, , ...rest]) => rest);
  expect(values("inner")).toEqual(Array.from({ length: 4 }, () => [null, null]));
  expect(values("outer")).toEqual(Array.from({ length: 4 }, () => ["outer", "added"]));
});
