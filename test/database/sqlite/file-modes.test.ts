import { expect, test } from "bun:test";
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLocalBlobStore } from "../../../src/lib/local-blob-store.ts";
import { openSqlite } from "../../../src/database/sqlite/open.ts";
import { createConsoleLog } from "../../../src/lib/console-log.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

test("a database and what SQLite makes beside it are for their owner alone, also where it was made otherwise", async () => {
  using folder = new TemporaryDirectory();
  const file = join(folder.path, "data.db");
  writeFileSync(file, "");
  chmodSync(file, 0o644);
  const engine = await openSqlite({ file, queryTimeoutMs: 1000, log: createConsoleLog("error") });
  await engine.run("CREATE TABLE t (a)", []);
  const names = readdirSync(folder.path);
  expect(names).toContain("data.db-wal");
  expect(names.map((name) => modeOf(join(folder.path, name)))).toEqual(names.map(() => "600"));
  await engine.close();
});

test("so are the files of a private store", async () => {
  using folder = new TemporaryDirectory();
  const attributes = { contentType: "application/zip", originalName: "" };
  for (const [name, isPrivate, mode] of [
    ["backups", true, "600"],
    ["storage", false, "644"],
  ] as const) {
    await createLocalBlobStore(join(folder.path, name), { isPrivate }).write("a.zip", new Blob(["a"]), attributes);
    expect(modeOf(join(folder.path, name, "a.zip"))).toBe(mode);
  }
});
