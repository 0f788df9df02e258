import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

test("a handler within another has its own globals and modules, which last, each time at the same depth", async () => {
  await using app = await hookApp({
    "counter.js":
      "let count = 0; module.exports = () => { leaked = (globalThis.leaked || 0) + 1; return (count += 1); };",
    "main.pb.js": `
      routerUse((e) => {
        const count = require(__hooks + "/counter.js");
        globalThis.mine = "outer";
        const before = [count(), count()];
        e.next();
        $app.store().set("outer", [...before, count(), mine, leaked]);
      });
      routerAdd("GET", "/count", (e) => {
        const seen = typeof mine;
        globalThis.mine = "inner";
        return e.json(200, [seen, require(__hooks + "/counter.js")(), leaked, $app.store().get("outer")]);
      });
    `,
  });
  expect((await app.request("GET", "/count")).json).toEqual(["undefined", 1, 1, null]);
  expect((await app.request("GET", "/count")).json).toEqual(["string", 2, 2, [1, 2, 3, "outer", 3]]);
  expect((await app.request("GET", "/count")).json).toEqual(["string", 3, 3, [4, 5, 6, "outer", 6]]);
});

test("after a panic a handler does nothing more, as in PocketBase, whether it catches it or not", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/panic", (e) => {
        const create = (app) => {
          const data = { email: Math.random() + "@example.com", password: "1234567890" };
          app.save(new Record($app.findCollectionByNameOrId("users"), data));
        };
        create($app);
        try {
          $app.runInTransaction((txApp) => {
            create(txApp);
            try { new ApiError("no status"); } catch {}
          });
        } finally {
          create($app);
        }
      });
      routerAdd("GET", "/count", (e) => e.json(200, $app.countRecords("users")));
    `,
  });
  expect((await app.request("GET", "/panic")).status).toBe(500);
  expect((await app.request("GET", "/count")).json).toBe(1);
});

test("files of a handler stay its own while another one within it makes files", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordCreate((e) => {
        e.record.set("avatar", $filesystem.fileFromBytes("GIF89a inner", "inner.gif"));
        e.next();
      }, "users");
      routerAdd("GET", "/files", (e) => {
        const users = $app.findCollectionByNameOrId("users");
        const file = $filesystem.fileFromBytes("GIF89a outer", "outer.gif");
        const other = new Record(users, { email: "a@example.com", password: "1234567890", avatar: file });
        $app.save(new Record(users, { email: "b@example.com", password: "1234567890" }));
        const name = other.get("avatar").originalName;
        const isSame = other.get("avatar") === file;
        return e.json(200, [name, isSame, file.originalName, toString(file.reader.open())]);
      });
    `,
  });
  expect((await app.request("GET", "/files")).json).toEqual(["outer.gif", true, "outer.gif", "GIF89a outer"]);
});

test("a collection that a handler within it renamed is found anew", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordCreate((e) => {
        e.app.findCollectionByNameOrId("users");
        e.next();
        const users = e.app.findCollectionByNameOrId("users");
        users.name = "people";
        e.app.save(users);
      }, "users");
      routerAdd("GET", "/rename", (e) => {
        const find = (name) => { try { return $app.findCollectionByNameOrId(name).name; } catch { return "none"; } };
        const users = $app.findCollectionByNameOrId("users");
        $app.save(new Record(users, { email: "a@example.com", password: "1234567890" }));
        return e.json(200, [find("users"), find("people")]);
      });
    `,
  });
  expect((await app.request("GET", "/rename")).json).toEqual(["none", "people"]);
});
