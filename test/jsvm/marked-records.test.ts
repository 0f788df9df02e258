// Records of which a script says whether they are stored.
import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const SETUP = `
  onBootstrap((e) => {
    e.next();
    const fields = [{ name: "title", type: "text" }, { name: "count", type: "number" }];
    const notes = new Collection({ name: "notes", type: "base", fields });
    $app.save(notes);
    $app.save(new Record(notes, { id: "noteonenoteone1", title: "one", count: 1 }));
  });`;

test("a new record that is marked as stored writes the whole row of its id, as in PocketBase", async () => {
  await using app = await hookApp({
    "main.pb.js": `${SETUP}
      routerAdd("GET", "/mark", (e) => {
        const record = new Record($app.findCollectionByNameOrId("notes"), { id: "noteonenoteone1" });
        record.markAsNotNew();
        record.set("title", 5);
        const before = [record.getString("title"), record.original().get("title")];
        $app.save(record);
        const { title, count } = $app.findRecordById("notes", "noteonenoteone1").publicExport();
        return e.json(200, { before, title, count });
      });
      routerAdd("GET", "/again", (e) => {
        const record = $app.findRecordById("notes", "noteonenoteone1");
        record.set("title", "changed");
        record.markAsNotNew();
        $app.save(record);
        return e.string(200, $app.findRecordById("notes", "noteonenoteone1").get("title"));
      });`,
  });
  expect((await app.request("GET", "/mark")).json).toEqual({ before: ["5", ""], title: "5", count: 0 });
  expect((await app.request("GET", "/again")).text).toBe("changed");
});

test("hooks hear of the deletion of a record that is not stored, and that it failed", async () => {
  const names = ["onRecordDelete", "onModelDelete", "onRecordDeleteExecute", "onRecordAfterDeleteError"];
  const hooks = names.map(
    (name) => `${name}((e) => {
      $app.store().set("heard", [...$app.store().get("heard"), "${name}"]);
      e.next();
    }, "notes");`,
  );
  const route = `routerAdd("GET", "/delete", (e) => {
    $app.store().set("heard", []);
    const record = new Record($app.findCollectionByNameOrId("notes"), { id: "noteonenoteone1" });
    const messages = [$app, $app.unsafeWithoutHooks()].map((app) => {
      try { app.delete(record); } catch (error) { return error.message; }
    });
    return e.json(200, [messages, $app.store().get("heard"), $app.countRecords("notes")]);
  });`;
  await using app = await hookApp({ "main.pb.js": [SETUP, ...hooks, route].join("\n") });
  const message = "the model can be deleted only if it is existing and has a non-empty primary key";
  expect((await app.request("GET", "/delete")).json).toEqual([
    [message, message],
    ["onRecordDelete", "onModelDelete", "onRecordAfterDeleteError"],
    1,
  ]);
});

test("hooks of models keep their record where a script sets it to null", async () => {
  await using app = await hookApp({
    "main.pb.js": `${SETUP}
      onRecordCreate((e) => { e.record = null; e.next(); }, "notes");
      routerAdd("GET", "/create", (e) => {
        $app.save(new Record($app.findCollectionByNameOrId("notes"), { title: "two" }));
        return e.json(200, $app.countRecords("notes"));
      });`,
  });
  expect((await app.request("GET", "/create")).json).toBe(2);
});
