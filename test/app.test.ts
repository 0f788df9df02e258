import { expect, test } from "bun:test";
import { cpSync, existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openApp } from "../src/app.ts";
import { prepareSwap, swapDirectory } from "../src/lib/directory-swap.ts";
import type { Logger } from "../src/lib/log.ts";
import { OWN_ENTRIES } from "../src/model/backups/data-directory.ts";
import { TemporaryDirectory } from "./support/server-process.ts";

class Messages implements Logger {
  readonly all: string[] = [];
  readonly debug = (): void => {};
  readonly info = (message: string): unknown => this.all.push(message);
  readonly warn = (message: string): unknown => this.all.push(message);
  readonly error = (message: string): unknown => this.all.push(message);
}

/** A data directory that knows it is the old one. */
async function oldDirectory(parent: TemporaryDirectory): Promise<string> {
  const dataDir = join(parent.path, "pb_data");
  await using app = await open(dataDir, new Messages());
  await app.context.database.run("CREATE TABLE old (id INTEGER)");
  return dataDir;
}

function open(dataDir: string, log: Logger) {
  return openApp({ dataDir, isDevelopment: false, encryptionKey: null, queryTimeoutMs: 30_000 }, log);
}

test("restored data that can't be opened gives way to the data from before", async () => {
  using parent = new TemporaryDirectory();
  const dataDir = await oldDirectory(parent);
  await writeFile(join(await prepareSwap(dataDir), "data.db"), "no database ".repeat(1000));
  await swapDirectory(dataDir, OWN_ENTRIES);
  const log = new Messages();
  await using app = await open(dataDir, log);
  expect(log.all).toEqual(["the restored data can't be used: the data from before it is in place"]);
  expect(app.isRestored).toBe(false);
  expect(await app.context.database.schema.hasTable("old")).toBe(true);
  expect(existsSync(join(dataDir, ".baobox_restore"))).toBe(false);
});

test("restored data that can be opened stays, and the data from before goes", async () => {
  using parent = new TemporaryDirectory();
  const dataDir = await oldDirectory(parent);
  const other = join(parent.path, "other");
  await (await open(other, new Messages()))[Symbol.asyncDispose]();
  cpSync(other, await prepareSwap(dataDir), { recursive: true });
  await swapDirectory(dataDir, OWN_ENTRIES);
  const log = new Messages();
  await using app = await open(dataDir, log);
  expect(log.all).toEqual([]);
  expect(app.isRestored).toBe(true);
  expect(await app.context.database.schema.hasTable("old")).toBe(false);
  expect(existsSync(join(dataDir, ".baobox_restore"))).toBe(false);
  // Who opened it deletes that when it likes: it may take long.
  expect(existsSync(join(dataDir, ".baobox_restore_replaced/old/data.db"))).toBe(true);
});

test("databases that a full disk keeps from being brought in order are closed, and nothing fails", async () => {
  using parent = new TemporaryDirectory();
  const log = new Messages();
  const { context, ...app } = await open(join(parent.path, "pb_data"), log);
  const checkpoint = () => Promise.reject(new Error("database or disk is full"));
  for (const engine of [context.database, context.auxiliary]) Object.assign(engine, { checkpoint });
  await app[Symbol.asyncDispose]();
  expect(log.all).toEqual(Array(2).fill("the last commits stay in the -wal file until the next start"));
  expect(context.database.get("SELECT 1")).rejects.toThrow("closed");
});
