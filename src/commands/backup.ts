import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type App, openApp } from "../app.ts";
import { isInUse } from "../database/sqlite/in-use.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { swapDirectory } from "../lib/directory-swap.ts";
import type { Progress } from "../lib/progress.ts";
import { sizeText } from "../lib/size-text.ts";
import { MAX_NAME_LENGTH, isBackupName } from "../model/backups/backup-name.ts";
import { createBackup } from "../model/backups/create-backup.ts";
import { OWN_ENTRIES } from "../model/backups/data-directory.ts";
import { stageArchive, stageBackup } from "../model/backups/restore-backup.ts";
import type { Context } from "../model/context.ts";
import { appOptions } from "./app-flags.ts";
import { describeUnmoved } from "./describe-unmoved.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
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

async function checkName({ backups }: Context, name: string): Promise<void> {
  if (!isBackupName(name) || name.length > MAX_NAME_LENGTH) {
    throw new UsageError(
      `a backup's name must be in lower case and end with .zip, such as my_backup-1.zip, not "${name}"`,
    );
  }
  if ((await backups.read(name)) !== null) throw new Error(`the backup ${name} already exists`);
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
  const unmoved = await runLong(async ({ progress, tell }) => {
    await withContext(input, tell, (context) => stageNamed(context, name, progress));
    // From here on it comes to its end: what is exchanged takes a moment.
    const swapped = await swapDirectory(dataDir, OWN_ENTRIES);
    if (!(await isUsable(input, tell)))
      throw new Error(`${name} was not restored: the data from before the restore is still in place`);
    return swapped;
  });
  console.log([`Restored ${name}.`, ...describeUnmoved(unmoved)].join("\n"));
}

/** Whether the data that was put in place can be opened. */
async function isUsable(input: Input, tell: (line: string) => void): Promise<boolean> {
  await using app = await openCommandApp(input, tell);
  return app.isRestored;
}

/** A backup where the settings say that they are, or else a zip file among the local ones or anywhere. */
async function stageNamed(context: Context, name: string, progress: Progress): Promise<void> {
  if (await stageBackup(context, name, progress)) return;
  const files = [join(context.options.dataDir, "backups", name), resolve(name)];
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no backup ${name}`);
  await stageArchive(context, found, progress);
}

/** What is logged goes to `tell`. */
async function withContext<T>(
  input: Input,
  tell: (line: string) => void,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  await using app = await openCommandApp(input, tell);
  return await work(app.context);
}

function openCommandApp(input: Input, tell: (line: string) => void): Promise<App> {
  const options = appOptions(input);
  return openApp(options, createConsoleLog(options.isDevelopment ? "debug" : "warn", tell));
}
