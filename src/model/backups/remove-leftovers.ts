import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { discardSwap, findSwap } from "../../lib/directory-swap.ts";
import { TEMPORARY_FOLDER, UNFINISHED } from "./data-directory.ts";

/** Deletes what a process that was killed left behind. For the one that serves the directory, before it opens it. */
export async function removeLeftovers(dataDir: string): Promise<void> {
  await rm(join(dataDir, TEMPORARY_FOLDER), { recursive: true, force: true });
  if ((await findSwap(dataDir)) === "none") await discardSwap(dataDir);
  const backups = join(dataDir, "backups");
  for (const name of await readdir(backups).catch(() => [])) {
    if (UNFINISHED.test(name)) await rm(join(backups, name), { force: true });
  }
}
