import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hookApp } from "./hook-app.ts";

test("declarations for editors are written beside the data, from what scripts may use", async () => {
  await using app = await hookApp({
    "empty.pb.js": "",
    "main.pb.js": `routerAdd("GET", "/names", (e) => e.json(200, Object.getOwnPropertyNames(Object.getPrototypeOf($app))));`,
  });
  const types = readFileSync(join(app.context.options.dataDir, "types.d.ts"), "utf8");
  expect(types).toContain("declare function onRecordCreate(handler: ");
  expect(types).toContain("declare const $app: App;");
  expect(types).toContain("  findRecordById(collection?: any, id?: any): HostRecord;");
  for (const name of ["$os", "$security", "$template", "$dbx"]) expect(types).toContain(`declare const ${name}: {`);
  const names = (await app.request("GET", "/names")).json as string[];
  const missing = names.filter((name) => name !== "constructor" && !types.includes(`  ${name}(`));
  expect(missing.filter((name) => name !== "rootCmd")).toEqual([]);
  const empty = readFileSync(join(app.folder, "pb_hooks/empty.pb.js"), "utf8");
  expect(empty).toMatch(/^\/\/\/ <reference path="[^"]+types\.d\.ts" \/>\n\n$/);
});
