import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openDatabase } from "../database/open-database.ts";
import { createLocalBus } from "../lib/bus/local-bus.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { type CollectionStore, createCollectionStore } from "../model/collections/collection-store.ts";
import { writeTypes } from "../model/type-declarations/write-types.ts";
import { TYPES_FILE, appOptions } from "./app-flags.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { writeEditorFiles } from "./editor-files.ts";

/** How often a watch looks for changes: one small statement each time. */
const LOOK_INTERVAL_MS = 500;

export async function writeTypesOfCollections(input: Input): Promise<void> {
  const out = input.flags["out"] ?? TYPES_FILE;
  if (out === "") throw new UsageError("--out needs a file name");
  const isWatch = input.flags["watch"] === "true";
  if (isWatch && out === "-") throw new UsageError("--watch needs a file to write: --out can't be -");
  const isForEditor = input.flags["editor"] === "true";
  if (isForEditor && out === "-") throw new UsageError("--editor needs a folder to write to: --out can't be -");
  if (out === "-") {
    await using opened = await openCollections(input);
    await Bun.write(Bun.stdout, writeTypes(opened.collections.current()));
    return;
  }
  const file = resolve(out);
  if (isForEditor) {
    const { paths, advice } = await writeEditorFiles(dirname(file));
    for (const path of paths) report(path, true);
    if (advice !== null) console.log(advice);
  }
  if (!isWatch) {
    await using opened = await openCollections(input);
    report(file, await writeChanged(file, writeTypes(opened.collections.current())));
    return;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  await watch(input, file, stop.signal);
}

/** Follows the collections, also over a restore, which puts another database in the place of the one that is open. */
async function watch(input: Input, file: string, stop: AbortSignal): Promise<void> {
  let isFirst = true;
  while (!stop.aborted) {
    await using opened = await openCollections(input);
    const inode = await inodeOf(opened.database);
    for (let seen: unknown = null; !stop.aborted && (await inodeOf(opened.database)) === inode;) {
      const current = opened.collections.current();
      if (current === seen) {
        await pause(LOOK_INTERVAL_MS, stop);
        continue;
      }
      const isWritten = await writeChanged(file, writeTypes(current));
      if (isWritten || isFirst) report(file, isWritten);
      [seen, isFirst] = [current, false];
    }
    while (!stop.aborted && (await inodeOf(opened.database)) === 0) await pause(LOOK_INTERVAL_MS, stop);
  }
}

interface OpenCollections extends AsyncDisposable {
  readonly collections: CollectionStore;
  /** The path of the database. */
  readonly database: string;
}

/** The collections alone: neither is the directory changed, nor anything else opened that a server uses. */
async function openCollections(input: Input): Promise<OpenCollections> {
  const { dataDir, database: url, queryTimeoutMs } = appOptions(input);
  const database = join(dataDir, "data.db");
  if (url === undefined && !existsSync(database)) {
    throw new Error(`there is no database in ${dataDir}: name the data directory with --dir`);
  }
  const log = createConsoleLog("warn");
  await using opened = new AsyncDisposableStack();
  const options = { dataDir, database: url, queryTimeoutMs, log };
  const engine = opened.adopt(await openDatabase("data.db", options), (one) => one.close());
  if (!(await engine.schema.hasTable("_collections"))) {
    throw new Error(`${url === undefined ? database : "the database"} holds no collections`);
  }
  const bus = createLocalBus(() => undefined);
  const collections = await createCollectionStore({ database: engine, bus, log });
  const parts = opened.move();
  return { collections, database, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** Whether it was another text before. The file is replaced as a whole, for editors and bundlers read it at any moment. */
async function writeChanged(file: string, text: string): Promise<boolean> {
  const before = await Bun.file(file)
    .text()
    .catch(() => null);
  if (before === text) return false;
  const part = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await Bun.write(part, text);
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    throw new Error(`can't write ${file}: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
  return true;
}

function report(file: string, isWritten: boolean): void {
  console.log(isWritten ? `Wrote ${file}.` : `${file} is up to date.`);
}

/** 0 while there is no such file, which is so for a moment when a backup is put in place. */
async function inodeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ ino }) => ino,
    () => 0,
  );
}

async function pause(durationMs: number, stop: AbortSignal): Promise<void> {
  await setTimeout(durationMs, undefined, { signal: stop }).catch(() => undefined);
}
