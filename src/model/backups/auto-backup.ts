import { cronError } from "../../lib/cron-expression.ts";
import { later } from "../../lib/lazy.ts";
import type { Context } from "../context.ts";
import { AUTOMATIC_PREFIX, backupName } from "./backup-name.ts";
import { type Retention, outdatedBackups } from "./outdated-backups.ts";

const loadCreation = later(() => import("./create-backup.ts"));
const loadAlert = later(() => import("../mails/backup-alert.ts"));

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
  const { createBackup } = await loadCreation();
  const { backups, meta } = context.settings.current();
  const name = backupName(AUTOMATIC_PREFIX, meta.appName);
  try {
    await createBackup(context, name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { sendBackupAlert } = await loadAlert();
    await sendBackupAlert(context, { name, reason });
    throw new Error(`failed to create the automatic backup ${name}: ${reason}`, { cause: error });
  }
  await deleteOutdated(context, { maxCount: backups.cronMaxKeep, maxDays: backups.cronMaxDays ?? 0 });
}

/** Only after a backup that succeeded: where backups fail, the old ones stay. */
async function deleteOutdated({ backups, log }: Context, retention: Retention): Promise<void> {
  const files = await Array.fromAsync(backups.list(AUTOMATIC_PREFIX));
  for (const { key } of outdatedBackups(files, retention)) {
    try {
      await backups.delete(key);
    } catch (error) {
      log.error("failed to delete an old automatic backup", { key, error: String(error) });
    }
  }
}
