import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

test("what can't be required is an error with its reason, and the log names it", async () => {
  const lines: string[] = [];
  const log = {
    debug: () => {},
    info: () => {},
    warn: (text: string, data?: object) => void lines.push(`${text} ${JSON.stringify(data)}`),
    error: () => {},
  };
  await using app = await hookApp(
    {
      "syntax.js": "exports.a = 1;\nconst = 5;",
      "main.pb.js": `routerAdd("GET", "/value", (e) => {
        const caught = (name) => { try { return require(name); } catch (error) { return String(error); } };
        return e.json(200, [caught(__hooks + "/none.js"), caught("node:fs"), caught(__hooks + "/syntax.js").replace(__hooks, "")]);
      });`,
    },
    { log },
  );
  expect((await app.request("GET", "/value")).json).toEqual([
    "GoError: Invalid module",
    "GoError: No such built-in module",
    expect.stringMatching(/^GoError: SyntaxError: \/syntax\.js: Line 2:7 /),
  ]);
  expect(lines).toEqual([expect.stringContaining("none.js")]);
});

test("a module's this is its exports, and modules that refer to each other see what there is so far", async () => {
  await using app = await hookApp({
    "a.js": `exports.isThis = this === exports; exports.seen = require("./b.js").seen;`,
    "b.js": `exports.seen = require("./a.js").isThis;`,
    "main.pb.js": `routerAdd("GET", "/value", (e) => e.json(200, require(__hooks + "/a")));`,
  });
  expect((await app.request("GET", "/value")).json).toEqual({ isThis: true, seen: true });
});
