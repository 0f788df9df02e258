import { constants, linkSync, readdirSync, statSync } from "node:fs";
import type { Dirent } from "node:fs";
import { copyFile, mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Progress, measured, noProgress } from "../../lib/progress.ts";
import { randomText } from "../../lib/random-text.ts";
import type { ZipSource } from "../../lib/zip/write-zip.ts";
import type { Context } from "../context.ts";
import { exportDatabases } from "../database-copies/export-databases.ts";
import { DATABASE_FILES, OWN_ENTRIES, REPLICATION_ENTRIES, TEMPORARY_FOLDER, UNFINISHED } from "./data-directory.ts";

/** Writes wait for no longer than that. */
const MAX_HOLD_MS = 10 * 60 * 1000;
const POLL_MS = 2;
const SLICE_MS = 2;

/** All files of a data directory as they were at one moment. They are gone when it is disposed. */
export interface Snapshot extends AsyncDisposable {
  readonly sources: readonly ZipSource[];
}

/**
 * Takes a picture of the data directory while writes go on. They are held up only until the copy of data.db has begun, which
 * then shows the last commit whatever is written later, and until each file has a second link: files are never changed in place,
 * so the links keep what belongs to the rows of that commit.
 */
export async function takeSnapshot(context: Context, progress: Progress = noProgress): Promise<Snapshot> {
  const folder = join(context.options.dataDir, TEMPORARY_FOLDER, `snapshot_${randomText(8)}`);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "files"), { recursive: true, mode: 0o700 });
  try {
    const databases = DATABASE_FILES.map((name) => ({ name, file: join(folder, name) }));
    const take = context.options.database === undefined ? takeFromFiles : takeFromServer;
    const files = await take(context, folder, progress);
    return { sources: [...databases, ...files.values()], [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

type Linked = Map<string, ZipSource>;

async function takeFromFiles(context: Context, folder: string, progress: Progress): Promise<Linked> {
  const { database, auxiliary, options } = context;
  const [data, logs] = DATABASE_FILES.map((name) => ({
    file: join(folder, name),
    original: join(options.dataDir, name),
  }));
  if (data === undefined || logs === undefined) throw new Error("there are two databases");
  const files: Linked = new Map();
  const work = async (): Promise<{ copying: Promise<void> }> => {
    progress.signal.throwIfAborted();
    const copying = database.copyTo(data.file, progress.signal);
    await hasBegun(copying, data.file);
    progress.signal.throwIfAborted();
    await linkFiles(options.dataDir, folder, files);
    return { copying };
  };
  progress.step({ name: "Copying the database", unit: "bytes", total: await sizeOf(data.original) });
  await measured(
    progress,
    () => sizeOf(data.file),
    async () => {
      const { copying } = await database.transaction(work, { timeoutMs: MAX_HOLD_MS });
      await copying;
    },
  );
  progress.step({ name: "Copying the logs", unit: "bytes", total: await sizeOf(logs.original) });
  await measured(
    progress,
    () => sizeOf(logs.file),
    () => auxiliary.copyTo(logs.file, progress.signal),
  );
  return files;
}

/**
 * A server of databases shows one moment without holding writes up. Files are linked before it, for those that are deleted then, and
 * after it, for those that came.
 */
async function takeFromServer(context: Context, folder: string, progress: Progress): Promise<Linked> {
  const { dataDir } = context.options;
  const files: Linked = new Map();
  await linkFiles(dataDir, folder, files);
  await exportDatabases(context, { folder, progress, begun: () => linkFiles(dataDir, folder, files) });
  return files;
}

/** What the copy holds is settled before its first byte is written. Rejects where the copying does. */
async function hasBegun(copying: Promise<void>, file: string): Promise<void> {
  let isDone = false;
  const done = copying.finally(() => (isDone = true));
  // It may fail while nobody waits for it: who waits later is told then.
  done.catch(() => undefined);
  while (!isDone && (await sizeOf(file)) === 0) await Promise.race([done, Bun.sleep(POLL_MS)]);
  if (isDone) await done;
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/**
 * Writes wait for this, so it takes synchronous calls, which need a fifth of the time; everything else has its turn between short
 * slices of them.
 */
async function linkFiles(dataDir: string, folder: string, found: Linked): Promise<void> {
  let sliceEndMs = performance.now() + SLICE_MS;
  for (const name of filesBelow(dataDir, "")) {
    if (found.has(name)) continue;
    const source = { name, file: join(folder, "files", String(found.size)) };
    const linked = tryLink(join(dataDir, name), source.file);
    if (linked ?? (await copied(join(dataDir, name), source.file))) found.set(name, source);
    if (performance.now() < sliceEndMs) continue;
    await setImmediate();
    sliceEndMs = performance.now() + SLICE_MS;
  }
}

function* filesBelow(dataDir: string, path: string): Generator<string> {
  for (const entry of entriesOf(join(dataDir, path))) {
    if (path === "" && isLeftOut(entry.name)) continue;
    const name = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory() || (path === "" && isLinkedFolder(join(dataDir, name), entry)))
      yield* filesBelow(dataDir, name);
    else if (entry.isFile() && !UNFINISHED.test(name)) yield name;
  }
}

/** As `storage` may be, which is on another disk then. PocketBase makes no backup of such a directory. */
function isLinkedFolder(path: string, entry: Dirent): boolean {
  return entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** None where the folder has gone, with the last of its files. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** The copies of the databases hold what their logs do. */
function isLeftOut(name: string): boolean {
  return (
    [...OWN_ENTRIES, ...REPLICATION_ENTRIES].includes(name) || DATABASE_FILES.some((file) => name.startsWith(file))
  );
}

/**
 * False where the file has gone: its record was deleted before the snapshot, or it was never finished. Null where there can be no
 * link: on another file system, or one that has none.
 */
function tryLink(from: string, to: string): boolean | null {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    return isMissing(error) ? false : null;
  }
}

async function copied(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
