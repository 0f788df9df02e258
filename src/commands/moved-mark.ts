import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MOVED_MARK } from "../model/backups/data-directory.ts";
import type { AppOptions } from "../model/context.ts";

/** More than a host and a name have. */
const MAX_LENGTH = 400;

/** Leaves a note in a directory whose data was moved: host and database, without user and password. */
export async function leaveMark(dataDir: string, databaseUrl: string): Promise<void> {
  const { host, pathname } = new URL(databaseUrl);
  await writeFile(join(dataDir, MOVED_MARK), `${host}${pathname}\n`, { mode: 0o600 });
}

/** For a directory that got data. */
export async function removeMark(dataDir: string): Promise<void> {
  await rm(join(dataDir, MOVED_MARK), { force: true });
}

/** What to say where a server uses the databases of a directory whose data was moved; null for nothing. */
export async function describeMark({ dataDir, database }: AppOptions): Promise<string | null> {
  if (database !== undefined) return null;
  const file = join(dataDir, MOVED_MARK);
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  const place = text.split("\n", 1)[0]?.slice(0, MAX_LENGTH) ?? "";
  return (
    `the data of ${dataDir} was moved to PostgreSQL (${place}), and the server runs on what is left here: ` +
    `pass --database, or delete ${file} to go on with this copy`
  );
}
