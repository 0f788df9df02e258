import { existsSync } from "node:fs";
import { join } from "node:path";
import { isInUse } from "../database/sqlite/in-use.ts";
import { swapDirectory } from "../lib/directory-swap.ts";
import { sizeText } from "../lib/size-text.ts";
import { MAX_NAME_LENGTH, isBackupName } from "../model/backups/backup-name.ts";
import { createBackup } from "../model/backups/create-backup.ts";
import { OWN_ENTRIES } from "../model/backups/data-directory.ts";
import { isTaken } from "../model/backups/find-backup.ts";
import { stageArchive } from "../model/backups/restore-backup.ts";
import type { Context } from "../model/context.ts";
import { appOptions } from "./app-flags.ts";
import { withBackupKey } from "./backup-key.ts";
import { openCommandApp, withContext } from "./command-app.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { describeUnmoved } from "./describe-unmoved.ts";
import { findArchive } from "./find-archive.ts";
import { runLong } from "./long-command.ts";
import { durationText } from "./progress-text.ts";

export async function makeBackup(input: Input): Promise<void> {
  const begunAt = performance.now();
  const created = await runLong((long) =>
    withContext(input, long.tell, async (context) => {
      const [asked = ""] = input.parameters;
      if (asked !== "") await checkName(context, asked);
      const name = await createBackup(context, asked, long.progress);
      return { name, size: (await context.backups.read(name))?.size ?? 0 };
    }),
  );
  const time = durationText(performance.now() - begunAt);
  console.log(`Created the backup ${created.name} (${sizeText(created.size)} in ${time}).`);
}

async function checkName(context: Context, name: string): Promise<void> {
  if (!isBackupName(name) || name.length > MAX_NAME_LENGTH) {
    throw new UsageError(
      `a backup's name must be in lower case and end with .zip, such as my_backup-1.zip, not "${name}"`,
    );
  }
  if (await isTaken(context, name)) throw new Error(`the backup ${name} already exists`);
}

export async function listBackups(input: Input): Promise<void> {
  await withContext(input, console.error, async ({ backups }) => {
    for await (const { key, size, modified } of backups.list("")) {
      console.log(`${modified.toISOString()}  ${String(size).padStart(12)}  ${key}`);
    }
  });
}

/** The directory is exchanged between two openings: the first checks the backup, the second that it really can be used. */
export async function restoreFromBackup(input: Input): Promise<void> {
  const [name = ""] = input.parameters;
  const { dataDir } = appOptions(input);
  const database = join(dataDir, "data.db");
  if (existsSync(database) && isInUse(database)) {
    throw new Error("a server runs on the data directory: stop it first, or restore the backup in its dashboard");
  }
  const begunAt = performance.now();
  const unmoved = await withBackupKey((key) =>
    runLong(async ({ progress, tell }) => {
      await withContext(input, tell, async (context) =>
        stageArchive(context, await findArchive(context, name), { key, progress }),
      );
      // From here on it comes to its end: what is exchanged takes a moment.
      const swapped = await swapDirectory(dataDir, OWN_ENTRIES);
      if (!(await isUsable(input, tell)))
        throw new Error(`${name} was not restored: the data from before the restore is still in place`);
      return swapped;
    }),
  );
  const time = durationText(performance.now() - begunAt);
  console.log([`Restored ${name} in ${time}.`, ...describeUnmoved(unmoved)].join("\n"));
}

/** Whether the data that was put in place can be opened. */
async function isUsable(input: Input, tell: (line: string) => void): Promise<boolean> {
  await using app = await openCommandApp(input, tell);
  return app.isRestored;
}
