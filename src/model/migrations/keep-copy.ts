import { mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../../database/engine.ts";
import { FORMER_DATABASES } from "../backups/data-directory.ts";

/** The databases of a directory as they were before it was brought up to date. */
export interface KeptCopy {
  readonly folder: string;
  /** Gives the copy its name, for good. Until then the next one replaces it: the upgrade was cut off. */
  finish(): Promise<void>;
  discard(): Promise<void>;
}

/** Room for what the databases grow by besides. */
const MARGIN_BYTES = 16 * 1024 * 1024;

const UNFINISHED = ".unfinished";

/**
 * Copies data.db to a folder of its own beside it, onto the disk before anything else is written. Call it in a write transaction,
 * so that the copy is what the transaction begins with. Rejects where the disk lacks the room for the copy and the upgrade.
 */
export async function keepCopy(database: Engine, dataDir: string): Promise<KeptCopy> {
  const parent = join(dataDir, FORMER_DATABASES);
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) if (name.endsWith(UNFINISHED)) await remove(join(parent, name));
  const folder = join(parent, new Date().toISOString().slice(0, 19).replaceAll(/\D/g, ""));
  let present = folder + UNFINISHED;
  const discard = async (): Promise<void> => {
    await remove(present);
    if ((await readdir(parent)).length === 0) await remove(parent);
  };
  try {
    await checkRoom(dataDir);
    await mkdir(present);
    const file = join(present, "data.db");
    await database.copyTo(file);
    await flush(file);
  } catch (error) {
    await discard();
    throw error;
  }
  const finish = async (): Promise<void> => {
    await rename(present, folder);
    present = folder;
  };
  return { folder, discard, finish };
}

/** Moves the former database of logs, which nothing reads any more, or deletes it where `folder` is null. */
export async function removeFormerLogs(dataDir: string, folder: string | null): Promise<void> {
  const present = await readdir(dataDir);
  for (const name of ["logs.db", "logs.db-wal", "logs.db-shm"].filter((log) => present.includes(log))) {
    if (folder === null) await remove(join(dataDir, name));
    else await rename(join(dataDir, name), join(folder, name));
  }
}

/** The copy takes as much as data.db, and so may the log of the changes to it. */
async function checkRoom(dataDir: string): Promise<void> {
  const sizes = await Promise.all(["data.db", "data.db-wal"].map((name) => sizeOf(join(dataDir, name))));
  const needed = 2 * sizes.reduce((sum, size) => sum + size, 0) + MARGIN_BYTES;
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new Error(
    `there is not enough disk space: a copy of the databases and the changes need ${needed} bytes, but ${free} are free`,
  );
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
