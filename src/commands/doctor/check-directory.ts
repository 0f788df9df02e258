import { constants } from "node:fs";
import { access, readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { sizeText } from "../../lib/size-text.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

const FILES = ["data.db", "data.db-wal", "data.db-shm", "auxiliary.db", "auxiliary.db-wal", "auxiliary.db-shm"];
const FULL_BYTES = 100 * 1024 ** 2;
const LOW_BYTES = 1024 ** 3;
/** Of the file system's entries. */
const FEW_ENTRIES = 1_000;

export interface Stored {
  readonly dataDir: string;
  /** Of PostgreSQL; undefined where the database is files of the directory. */
  readonly database: string | undefined;
}

/** Whether the data directory is there and may be read and written. */
export async function checkDirectory({ dataDir, database }: Stored): Promise<Finding> {
  const name = "data directory";
  const entries = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => error);
  if (!Array.isArray(entries)) {
    return entries.code === "ENOENT"
      ? problem(name, `${dataDir} does not exist`, "Check --dir, or start the server once: it makes the directory.")
      : problem(name, `${dataDir} can't be read: ${reasonOf(entries)}`, "Give the server's user the right to read it.");
  }
  if (database === undefined && !entries.includes("data.db"))
    return problem(name, `${dataDir} has no data.db`, "Check --dir, or start the server once: it makes the database.");
  const locked = await notWritable(dataDir, entries);
  if (locked !== null)
    return problem(
      name,
      `${locked} can't be written by this user`,
      `Run: chown -R USER ${dataDir}, with the server's user.`,
    );
  if (database !== undefined) return ok(name, dataDir);
  const { mode } = await stat(join(dataDir, "data.db"));
  if ((mode & 0o077) !== 0 && process.platform !== "win32")
    return warning(name, "other users of this machine may read data.db", `Run: chmod 600 ${join(dataDir, "data.db")}`);
  return ok(name, dataDir);
}

async function notWritable(dataDir: string, entries: readonly string[]): Promise<string | null> {
  const paths = ["", "storage", "backups", ...FILES].filter((name) => name === "" || entries.includes(name));
  for (const path of paths.map((name) => join(dataDir, name))) {
    const isWritable = await access(path, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!isWritable) return path;
  }
  return null;
}

/** Whether there is room for the database to grow, and for the copy of it that a backup makes. */
export async function checkDisk({ dataDir, database }: Stored): Promise<Finding> {
  const name = "disk space";
  const { bavail, bsize, ffree, files } = await statfs(dataDir);
  const free = bavail * bsize;
  const size = database === undefined ? (await stat(join(dataDir, "data.db"))).size : 0;
  const text = `${sizeText(free)} free`;
  if (free < FULL_BYTES)
    return problem(name, text, "Free some space: a full disk ends every write. Old backups are a good start.");
  if (files > 0 && ffree < FEW_ENTRIES)
    return problem(
      name,
      `the file system has room for ${ffree} more files`,
      "Delete files, or make the file system anew with more inodes.",
    );
  if (free < 2 * size)
    return warning(
      name,
      `${text}, data.db has ${sizeText(size)}`,
      "Backups and restores need twice the size of the database.",
    );
  if (free < LOW_BYTES) return warning(name, text, "Free some space before it is full.");
  return ok(name, text);
}
