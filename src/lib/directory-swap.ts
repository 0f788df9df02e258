// Exchanges the content of a directory so that the end of the process at any moment loses nothing.
//
// A restore calls it with the data directory. A journal beside the new content says what was begun. At the next start `findSwap`
// reads it: a begun exchange is reverted, a finished one is tried and then confirmed, or reverted if the data can't be opened
// (`app.ts`). Must stay true: until `confirmSwap` the old content is complete somewhere below the directory.
//
// A folder that is a mount of its own, as `storage` on another disk, can't be moved: its content is exchanged as that of the directory
// is, by a work folder in it. So is that of a folder behind a link, or else the link would be gone. Where nothing was prepared for
// it, it stays as it is: what is behind a link may be more than this program's.
import { access, cp, lstat, mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Below the directory, because a rename can't leave its file system. */
const WORK_FOLDER = ".baobox_restore";
const JOURNAL = "journal.json";
/** Old content that nothing needs any more, until `deleteReplaced` has deleted it. */
const REPLACED_FOLDER = ".baobox_restore_replaced";
/** What stays in a mounted folder: the file system's own. */
const KEPT_IN_MOUNT = ["lost+found"];

/**
 * - `none`: nothing to do.
 * - `begun`: some entries were exchanged; only `revertSwap` makes sense of the directory.
 * - `done`: all were; the old ones are kept until `confirmSwap`.
 */
export type SwapState = "none" | "begun" | "done";

/** The folders that can't be moved, by what became of their content. */
export interface Unmoved {
  readonly exchanged: readonly string[];
  readonly left: readonly string[];
}

interface Journal {
  readonly state: "begun" | "done";
  readonly pid: number;
  /** The names of the new entries. */
  readonly added: readonly string[];
  /** The folders whose content is exchanged, each with the names of its new entries. */
  readonly inPlace: Readonly<Record<string, readonly string[]>>;
}

/** The folder to put the new content into, made empty. */
export async function prepareSwap(directory: string): Promise<string> {
  if ((await readJournal(directory)) !== null) throw new Error("the directory is already being exchanged");
  return makeWorkFolder(directory);
}

async function makeWorkFolder(directory: string): Promise<string> {
  const folder = join(directory, WORK_FOLDER);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "new"), { recursive: true });
  await mkdir(join(folder, "old"));
  return join(folder, "new");
}

/**
 * Exchanges the content of the directory for the prepared one, but for the entries named in `keep`. The directory itself stays,
 * because it may be a mount point. Rejects with the old content in place.
 */
export async function swapDirectory(directory: string, keep: readonly string[]): Promise<Unmoved> {
  const prepared = await entries(workPath(directory, "new"), keep);
  const begun = { state: "begun", pid: process.pid, added: prepared } as const;
  await writeJournal(directory, { ...begun, inPlace: {} });
  try {
    // All of the old go before the first of the new comes: the way back relies on it.
    const inPlace: Record<string, readonly string[]> = {};
    const left: string[] = [];
    for (const name of await entries(directory, keep)) {
      if (await moveAway(directory, name)) continue;
      if (!prepared.includes(name)) {
        left.push(name);
        continue;
      }
      const fresh = await makeWorkFolder(join(directory, name));
      inPlace[name] = [];
      await writeJournal(directory, { ...begun, inPlace });
      await emptyInPlace(directory, name);
      inPlace[name] = await entries(fresh, []);
    }
    const added = prepared.filter((name) => inPlace[name] === undefined);
    await writeJournal(directory, { ...begun, added, inPlace });
    await bringNew(directory, added);
    for (const [name, content] of Object.entries(inPlace)) await bringNew(join(directory, name), content);
    await writeJournal(directory, { ...begun, state: "done", added, inPlace });
    return { exchanged: Object.keys(inPlace), left };
  } catch (error) {
    await revertSwap(directory);
    throw error;
  }
}

/** False where the entry is a folder that can't be moved. */
async function moveAway(directory: string, name: string): Promise<boolean> {
  const path = join(directory, name);
  if ((await lstat(path)).isSymbolicLink() && (await isFolder(path))) return false;
  try {
    await rename(path, workPath(directory, "old", name));
    return true;
  } catch (error) {
    if (codeOf(error) === "EBUSY" && (await isFolder(path))) return false;
    throw error;
  }
}

/** Copies the new content into the folder, which may be on another file system, and moves the old one out of the way. */
async function emptyInPlace(directory: string, name: string): Promise<void> {
  const [folder, prepared] = [join(directory, name), workPath(directory, "new", name)];
  await cp(prepared, workPath(folder, "new"), { recursive: true });
  for (const entry of await entries(folder, KEPT_IN_MOUNT)) {
    await rename(join(folder, entry), workPath(folder, "old", entry));
  }
}

async function bringNew(directory: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rename(workPath(directory, "new", name), join(directory, name));
}

async function entries(directory: string, keep: readonly string[]): Promise<string[]> {
  return (await readdir(directory)).filter(
    (name) => name !== WORK_FOLDER && name !== REPLACED_FOLDER && !keep.includes(name),
  );
}

function workPath(directory: string, ...parts: string[]): string {
  return join(directory, WORK_FOLDER, ...parts);
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

/** There is no way back afterwards. Deleting the old content may take long: that is what `deleteReplaced` is for. */
export async function confirmSwap(directory: string): Promise<void> {
  await rm(workPath(directory, JOURNAL), { force: true });
  // Fails where one from before is still being deleted: this one is deleted at once then.
  await rename(workPath(directory), join(directory, REPLACED_FOLDER)).catch(() => undefined);
  await discardSwap(directory);
}

/** Deletes what confirmed exchanges have replaced, if there is anything, also where an earlier call was cut off. */
export async function deleteReplaced(directory: string): Promise<void> {
  await rm(join(directory, REPLACED_FOLDER), { recursive: true, force: true });
}

/** Where what was prepared is that `swapDirectory` was to keep out. It is there until `confirmSwap`. */
export function preparedFolder(directory: string): string {
  return workPath(directory, "new");
}

/** Deletes what was prepared and not exchanged, in mounted folders too. */
export async function discardSwap(directory: string): Promise<void> {
  const folders = [directory, ...(await readdir(directory)).map((name) => join(directory, name))];
  for (const folder of folders.map((path) => workPath(path))) {
    if (await exists(folder)) await rm(folder, { recursive: true, force: true });
  }
}

/** Puts the old content back. May be called again where it did not come to its end. */
export async function revertSwap(directory: string): Promise<void> {
  const journal = await readJournal(directory);
  if (journal === null) return;
  for (const [name, added] of Object.entries(journal.inPlace)) await revertContent(join(directory, name), added);
  await revertContent(directory, journal.added);
  await rm(workPath(directory, JOURNAL), { force: true });
  await discardSwap(directory);
}

async function revertContent(directory: string, added: readonly string[]): Promise<void> {
  const old = await readdir(workPath(directory, "old"));
  for (const name of added) {
    const isMoved = !(await exists(workPath(directory, "new", name))) && (await exists(join(directory, name)));
    if (isMoved) await rename(join(directory, name), workPath(directory, "new", name));
  }
  // What the new content made while it was in place, such as a log of its database, must not meet the old one.
  for (const name of await readdir(directory)) {
    if (old.some((file) => name === `${file}-wal` || name === `${file}-shm`) && !old.includes(name)) {
      await rm(join(directory, name), { force: true });
    }
  }
  for (const name of old) await rename(workPath(directory, "old", name), join(directory, name));
}

async function readJournal(directory: string): Promise<Journal | null> {
  try {
    const journal = JSON.parse(await readFile(workPath(directory, JOURNAL), "utf8")) as Journal;
    // Versions before this one had none of them.
    return { ...journal, inPlace: journal.inPlace ?? {} };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** Whole or not at all, and on the disk before anything is moved. */
async function writeJournal(directory: string, journal: Journal): Promise<void> {
  const file = workPath(directory, JOURNAL);
  const handle = await open(`${file}.tmp`, "w");
  try {
    await handle.writeFile(JSON.stringify(journal));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.tmp`, file);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
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
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
