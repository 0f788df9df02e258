import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ENCRYPTED_SUFFIX, readBackup } from "../model/backups/find-backup.ts";
import type { Archive } from "../model/backups/open-archive.ts";
import type { Context } from "../model/context.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";
import { hasData } from "./data-directory.ts";

/** A backup where the settings say that they are, or else a file among the local ones or anywhere. */
export async function findArchive(context: Context, name: string): Promise<Archive> {
  const { dataDir } = context.options;
  const found = (await readBackup(context, name)) ?? findFile(dataDir, name);
  if (found !== null) return found;
  const encrypted = name + ENCRYPTED_SUFFIX;
  const isEncrypted = ((await readBackup(context, encrypted)) ?? findFile(dataDir, encrypted)) !== null;
  throw missing(name, isEncrypted);
}

/** The path of a local backup or any other file. */
function findFile(dataDir: string, name: string): string | null {
  const files = [join(dataDir, "backups", name), resolve(name)];
  return files.find((file) => existsSync(file) && statSync(file).isFile()) ?? null;
}

function missing(name: string, isEncrypted: boolean): Error {
  const hint = isEncrypted ? `, but an encrypted one: ${name}${ENCRYPTED_SUFFIX}` : "";
  return new Error(`there is no backup ${name}${hint}`);
}

/**
 * The file that is meant where no data directory could have or find the backup. Null where there is one, or settings in PostgreSQL
 * may name a bucket. Rejects where there is neither.
 */
export async function fileWithoutData(input: Input, name: string): Promise<string | null> {
  const { dataDir, database } = appOptions(input);
  if (database !== undefined || (await hasData(input))) return null;
  const file = findFile(dataDir, name);
  if (file !== null) return file;
  if (findFile(dataDir, name + ENCRYPTED_SUFFIX) !== null) throw missing(name, true);
  throw new Error(`there is no file ${name}, and no data.db in ${dataDir}: name a data directory with --dir`);
}
