import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyMigrations } from "../../src/migrations/run-migrations.ts";
import { silentLog, testApp } from "../support/test-app.ts";
import { source } from "./source.ts";

test("what files give console is printed, mistakes apart, and logged where nobody prints", async () => {
  const printed: [string, boolean][] = [];
  const print = (line: string, isMistake: boolean): void => void printed.push([line, isMistake]);
  const logged: string[] = [];
  const info = (line: string): void => void logged.push(line);
  await using app = await testApp({ log: { ...silentLog, info } });
  const folder = join(app.folder, "pb_migrations");
  mkdirSync(folder);
  writeFileSync(join(folder, "1_told.js"), `migrate(() => { console.log("done", 3); console.error("bad"); });`);
  await applyMigrations(app.context, { ...source(folder), print });
  expect(printed).toEqual([
    ["done 3", false],
    ["bad", true],
  ]);
  expect(logged).toEqual([]);
  writeFileSync(join(folder, "2_told.js"), `migrate(() => { console.log("more"); });`);
  await applyMigrations(app.context, source(folder));
  expect(logged).toEqual(["more"]);
});
