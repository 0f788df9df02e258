import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { preparedFolder } from "../../lib/directory-swap.ts";
import type { AppOptions } from "../context.ts";
import { DATABASE_FILES } from "./data-directory.ts";

/**
 * The entries of the data directory that stay when a staged backup is put in place: those that `keep` names. Where the database is a
 * server, so do the databases in the directory, which may be the way back to before a move, and all else that the backup does not hold.
 */
export async function keptEntries(
  { dataDir, database }: AppOptions,
  keep: readonly string[],
): Promise<readonly string[]> {
  if (database === undefined) return keep;
  const staged = await readdir(preparedFolder(dataDir));
  // Stored files belong to the rows, also where there are none.
  const others = (await readdir(dataDir)).filter((name) => name !== "storage" && !staged.includes(name));
  const databases = DATABASE_FILES.flatMap((name) => [name, `${name}-wal`, `${name}-shm`]);
  return [...keep, ...databases, ...others];
}

/** The databases in the directory that such a restore has left alone. */
export function keptDatabases({ dataDir, database }: AppOptions): string[] {
  return database === undefined ? [] : DATABASE_FILES.filter((name) => existsSync(join(dataDir, name)));
}
