import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const OVERWRITE = `
  JSON.stringify = () => "broken";
  JSON.parse = null;
  Array.prototype.map = function () { return ["broken"]; };
  Array.prototype[Symbol.iterator] = function* () { yield "broken"; };
  Object.entries = Object.fromEntries = Object.keys = () => [];
  Map = Promise = Set = class {};
  globalThis.Date = undefined;
  delete Array.prototype.some;`;

const SEEN = `[JSON.stringify(1), [1].map(() => 2)[0], typeof Date, typeof [].some].join(" ")`;

test("what a handler overwrites of JavaScript's own is overwritten for handlers of its depth alone", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/overwrite", (e) => {
          const user = new Record($app.findCollectionByNameOrId("users"), { email: "a@example.com", password: "1234567890" });
          ${OVERWRITE}
          user.set("name", "Ann");
          $app.save(user);
          return e.json(200, { seen: ${SEEN}, name: $app.findFirstRecordByData("users", "name", "Ann").get("name") });
        });
        onRecordCreate((e) => {
          e.next();
          $app.store().set("inner", ${SEEN});
        }, "users");
        routerAdd("GET", "/seen", (e) => {
          const { stringify } = JSON;
          return e.json(200, { inner: $app.store().get("inner"), rows: $app.countRecords("users"), text: stringify([1]) });
        });
      `,
    },
    { poolSize: 1 },
  );
  const overwritten = await app.request("GET", "/overwrite");
  expect(overwritten.json).toEqual({ seen: "broken broken undefined undefined", name: "Ann" });
  const { inner, rows, text } = (await app.request("GET", "/seen")).json as Record<string, unknown>;
  expect({ inner, rows, text }).toEqual({ inner: "1 2 function function", rows: 1, text: "broken" });
});

test("what a file or a module overwrites does not keep the others from being loaded", async () => {
  await using app = await hookApp({
    "broken.js": OVERWRITE,
    "a.pb.js": `${OVERWRITE} routerAdd("GET", "/a", (e) => e.string(200, "a"));`,
    "b.pb.js": `
      routerAdd("GET", "/b", (e) => {
        require(__hooks + "/broken.js");
        return e.json(200, [$app.countRecords("users"), ${SEEN}]);
      });`,
  });
  expect((await app.request("GET", "/a")).text).toBe("a");
  for (let round = 0; round < 2; round += 1) {
    expect((await app.request("GET", "/b")).json).toEqual([0, "broken broken undefined undefined"]);
  }
});

for (const [what, patch] of [
  ["a module", 'require(__hooks + "/patch.js").patch()'],
  ["the store", '$app.store().get("patch")()'],
  ["the store, called with what another thread can not have,", '$app.store().get("patch")(e)'],
]) {
  test(`what functions of ${what} overwrite is overwritten for scripts alone`, async () => {
    await using app = await hookApp(
      {
        "patch.js": `exports.patch = () => { ${OVERWRITE} };`,
        "main.pb.js": `
          $app.store().set("patch", () => { ${OVERWRITE} });
          routerAdd("GET", "/patch", (e) => { ${patch}; });
          routerAdd("GET", "/rows", (e) => { $app.store().get("patch"); return e.json(200, $app.countRecords("users")); });`,
      },
      { poolSize: 1 },
    );
    for (let round = 0; round < 2; round += 1) {
      expect((await app.request("GET", "/patch")).status).toBe(200);
      expect((await app.request("GET", "/rows")).json).toBe(0);
    }
  });
}

test("what throws when it is read is overwritten for scripts alone", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/overwrite", (e) => {
          Object.defineProperty(Array.prototype, "map", { configurable: true, get() { throw new Error("mine"); } });
          return e.json(200, $app.countRecords("users"));
        });
        routerAdd("GET", "/seen", (e) => {
          try { return e.json(200, [].map); } catch (error) { return e.json(200, error.message); }
        });`,
    },
    { poolSize: 1 },
  );
  expect((await app.request("GET", "/overwrite")).json).toBe(0);
  expect((await app.request("GET", "/seen")).json).toBe("mine");
});

test("what scripts add to JavaScript's own stays", async () => {
  await using app = await hookApp({
    "last.js": "Array.prototype.last = function () { return this.at(-1); }; Object.prototype.extra = 1;",
    "main.pb.js": `
      routerAdd("GET", "/last", (e) => {
        require(__hooks + "/last.js");
        return e.json(200, { last: [1, 2].last(), rows: $app.findAllRecords("users").length });
      });`,
  });
  for (let round = 0; round < 2; round += 1) {
    expect((await app.request("GET", "/last")).json).toEqual({ last: 2, rows: 0 });
  }
});

test("a thread whose JavaScript is overwritten for good is used for nothing else", async () => {
  const routes = ["JSON", "Array.prototype", "globalThis"].map((owner, index) => {
    const name = ["stringify", "map", "Map"][index];
    return `routerAdd("GET", "/spoil${index}", (e) => {
      Object.defineProperty(${owner}, "${name}", { value: () => "broken", configurable: false, writable: false });
      try { $app.countRecords("users"); } catch {}
      return e.json(200, "spoilt");
    });`;
  });
  const seen = `routerAdd("GET", "/seen", (e) => e.json(200, [$app.countRecords("users"), ${SEEN}]));`;
  await using app = await hookApp({ "main.pb.js": `${routes.join("\n")} ${seen}` }, { poolSize: 1 });
  for (const [index] of routes.entries()) {
    expect((await app.request("GET", `/spoil${index}`)).status).toBe(400);
    expect((await app.request("GET", "/seen")).json).toEqual([0, "1 2 function function"]);
  }
});
