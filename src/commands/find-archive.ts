import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { readBackup } from "../model/backups/find-backup.ts";
import type { Archive } from "../model/backups/open-archive.ts";
import type { Context } from "../model/context.ts";

/** A backup where the settings say that they are, or else a file among the local ones or anywhere. */
export async function findArchive(context: Context, name: string): Promise<Archive> {
  const stored = await readBackup(context, name);
  if (stored !== null) return stored;
  const files = [join(context.options.dataDir, "backups", name), resolve(name)];
  const found = files.find((file) => existsSync(file) && statSync(file).isFile());
  if (found === undefined) throw new Error(`there is no backup ${name}`);
  return found;
}
