// Exchanges the content of a directory so that the end of the process at any moment loses nothing.
//
// A restore calls it with the data directory. A journal beside the new content says what was begun. At the next start `findSwap`
// reads it: a begun exchange is reverted, a finished one is tried and then confirmed, or reverted if the data can't be opened
// (`app.ts`). Must stay true: until `confirmSwap` the old content is complete somewhere below the directory.
import { access, mkdir, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** Below the directory, because a rename can't leave its file system. */
const WORK_FOLDER = ".baobox_restore";
const JOURNAL = "journal.json";

/**
 * - `none`: nothing to do.
 * - `begun`: some entries were exchanged; only `revertSwap` makes sense of the directory.
 * - `done`: all were; the old ones are kept until `confirmSwap`.
 */
export type SwapState = "none" | "begun" | "done";

interface Journal {
  readonly state: "begun" | "done";
  readonly pid: number;
  /** The names of the new entries. */
  readonly added: readonly string[];
}

/** The folder to put the new content into, made empty. */
export async function prepareSwap(directory: string): Promise<string> {
  if ((await readJournal(directory)) !== null) throw new Error("the directory is being exchanged already");
  const folder = join(directory, WORK_FOLDER);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "new"), { recursive: true });
  await mkdir(join(folder, "old"));
  return join(folder, "new");
}

/**
 * Exchanges the content of the directory for the prepared one, but for the entries named in `keep`. The directory itself stays,
 * because it may be a mount point; so that the end of the process at any moment loses nothing, a journal says what was begun.
 * Rejects with the old content in place.
 */
export async function swapDirectory(directory: string, keep: readonly string[]): Promise<void> {
  const { added, path } = await plan(directory, keep);
  await writeJournal(directory, { state: "begun", pid: process.pid, added });
  try {
    const kept = new Set([...keep, WORK_FOLDER]);
    // All of the old go before the first of the new comes: the way back relies on it.
    for (const name of await readdir(directory)) {
      if (!kept.has(name)) await rename(join(directory, name), path("old", name));
    }
    for (const name of added) await rename(path("new", name), join(directory, name));
    await writeJournal(directory, { state: "done", pid: process.pid, added });
  } catch (error) {
    await revertSwap(directory);
    throw error;
  }
}

async function plan(directory: string, keep: readonly string[]) {
  const path = (...parts: string[]): string => join(directory, WORK_FOLDER, ...parts);
  const added = (await readdir(path("new"))).filter((name) => !keep.includes(name));
  return { added, path };
}

/** Rejects while another process is at it. */
export async function findSwap(directory: string): Promise<SwapState> {
  const journal = await readJournal(directory);
  if (journal === null) return "none";
  if (journal.pid !== process.pid && isAlive(journal.pid)) {
    throw new Error("another process is exchanging the content of the data directory");
  }
  return journal.state;
}

/** Deletes the old content: there is no way back afterwards. */
export async function confirmSwap(directory: string): Promise<void> {
  await rm(join(directory, WORK_FOLDER, JOURNAL), { force: true });
  await discardSwap(directory);
}

/** Deletes what was prepared and not exchanged. */
export async function discardSwap(directory: string): Promise<void> {
  await rm(join(directory, WORK_FOLDER), { recursive: true, force: true });
}

/** Puts the old content back. May be called again where it did not come to its end. */
export async function revertSwap(directory: string): Promise<void> {
  const journal = await readJournal(directory);
  if (journal === null) return;
  const path = (...parts: string[]): string => join(directory, WORK_FOLDER, ...parts);
  const old = await readdir(path("old"));
  for (const name of journal.added) {
    const isMoved = !(await exists(path("new", name))) && (await exists(join(directory, name)));
    if (isMoved) await rename(join(directory, name), path("new", name));
  }
  // What the new content made while it was in place, such as a log of its database, must not meet the old one.
  for (const name of await readdir(directory)) {
    if (old.some((file) => name === `${file}-wal` || name === `${file}-shm`) && !old.includes(name)) {
      await rm(join(directory, name), { force: true });
    }
  }
  for (const name of old) await rename(path("old", name), join(directory, name));
  await confirmSwap(directory);
}

async function readJournal(directory: string): Promise<Journal | null> {
  try {
    return JSON.parse(await readFile(join(directory, WORK_FOLDER, JOURNAL), "utf8")) as Journal;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Whole or not at all, and on the disk before anything is moved. */
async function writeJournal(directory: string, journal: Journal): Promise<void> {
  const file = join(directory, WORK_FOLDER, JOURNAL);
  const handle = await open(`${file}.tmp`, "w");
  try {
    await handle.writeFile(JSON.stringify(journal));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.tmp`, file);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
