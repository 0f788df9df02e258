import type { ListedBlob } from "../../lib/blob-store.ts";
import { cronError } from "../../lib/cron-expression.ts";
import type { Context } from "../context.ts";
import { sendBackupAlert } from "../mails/backup-alert.ts";
import { AUTOMATIC_PREFIX, backupName } from "./backup-name.ts";
import { createBackup } from "./create-backup.ts";

const JOB_ID = "__pbAutoBackup__";

/** Has the job of automatic backups follow the settings, under PocketBase's name. */
export function addAutoBackup(context: Context): void {
  const load = (): void => {
    const { cron } = context.settings.current().backups;
    if (cron === "" || cronError(cron) !== null) context.crons.remove(JOB_ID);
    else context.crons.add({ id: JOB_ID, expression: cron, run: () => backUp(context) });
  };
  load();
  context.hooks.onSettingsReload.bind({
    id: JOB_ID,
    async run(event) {
      await event.next();
      load();
    },
  });
}

/** A failure is mailed to the superusers, and is that of the job, which is logged. */
async function backUp(context: Context): Promise<void> {
  const { backups, meta } = context.settings.current();
  const name = backupName(AUTOMATIC_PREFIX, meta.appName);
  try {
    await createBackup(context, name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await sendBackupAlert(context, { name, reason });
    throw new Error(`failed to create the automatic backup ${name}: ${reason}`, { cause: error });
  }
  if (backups.cronMaxKeep > 0) await deleteOldest(context, backups.cronMaxKeep);
}

async function deleteOldest({ backups, log }: Context, keep: number): Promise<void> {
  const files: ListedBlob[] = [];
  for await (const file of backups.list(AUTOMATIC_PREFIX)) files.push(file);
  files.sort((a, b) => b.modified.getTime() - a.modified.getTime() || (a.key < b.key ? 1 : -1));
  for (const { key } of files.slice(keep)) {
    try {
      await backups.delete(key);
    } catch (error) {
      log.error("failed to delete an old automatic backup", { key, error: String(error) });
    }
  }
}
