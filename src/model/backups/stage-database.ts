import { createReadStream, createWriteStream } from "node:fs";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { badRequest } from "../../lib/api-error.ts";
import { discardSwap, prepareSwap } from "../../lib/directory-swap.ts";
import { type Progress, countBytes, noProgress } from "../../lib/progress.ts";
import type { Context } from "../context.ts";
import { discardImport, stageImport } from "../database-copies/import-databases.ts";
import { checkRoom } from "./check-room.ts";
import { DATABASE_FILES, REPLICATION_ENTRIES } from "./data-directory.ts";

const HEADER = "SQLite format 3\0";
const [DATABASE] = DATABASE_FILES;

/** Whether the file is a database and no archive. */
export async function isDatabase(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER.length), 0, HEADER.length, 0);
  return buffer.subarray(0, bytesRead).toString("latin1") === HEADER;
}

/**
 * Prepares a database alone, as other programs restore it, so that `swapDirectory` can put it in place of data.db. Returns the entries
 * of the data directory that stay: all others. Rejects with the directory as it was.
 */
export async function stageDatabase(
  { options, lifecycle, log }: Context,
  file: string,
  progress: Progress = noProgress,
): Promise<string[]> {
  const { dataDir } = options;
  const { size } = await stat(file);
  await checkAlone(file);
  await checkRoom(dataDir, size);
  const folder = await prepareSwap(dataDir);
  try {
    progress.step({ name: "Copying the database", unit: "bytes", total: size });
    const output = createWriteStream(join(folder, DATABASE), { mode: 0o600 });
    await pipeline(countBytes(createReadStream(file), progress), output);
    progress.step({ name: "Checking the database", unit: "bytes", total: null });
    await lifecycle.checkDirectory(folder);
    progress.signal.throwIfAborted();
    for (const name of await readdir(folder)) if (name !== DATABASE) await rm(join(folder, name), { recursive: true });
    await stageImport(options, log);
    progress.signal.throwIfAborted();
  } catch (error) {
    await discardImport(options);
    await discardSwap(dataDir);
    throw error;
  }
  return (await readdir(dataDir)).filter((name) => !name.startsWith(DATABASE) && name !== REPLICATION_ENTRIES[0]);
}

/** What is in a log beside it would be missing in the copy. */
async function checkAlone(file: string): Promise<void> {
  const size = await stat(`${file}-wal`).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size > 0)
    throw badRequest(
      `${file} has a write-ahead log beside it: copy it with "sqlite3 ${file} '.backup copy.db'", and restore the copy.`,
    );
}
