import { sizeText } from "../lib/size-text.ts";
import { MAX_NAME_LENGTH, isBackupName } from "../model/backups/backup-name.ts";
import { createBackup } from "../model/backups/create-backup.ts";
import { isTaken } from "../model/backups/find-backup.ts";
import type { Context } from "../model/context.ts";
import { withContext } from "./command-app.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { refuseMissingData } from "./data-directory.ts";
import { runLong } from "./long-command.ts";
import { durationText } from "./progress-text.ts";

export async function makeBackup(input: Input): Promise<void> {
  await refuseMissingData(input);
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
  await refuseMissingData(input);
  await withContext(input, console.error, async ({ backups }) => {
    for await (const { key, size, modified } of backups.list("")) {
      console.log(`${modified.toISOString()}  ${String(size).padStart(12)}  ${key}`);
    }
  });
}
