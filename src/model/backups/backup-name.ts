/** What the names of automatic backups begin with. */
export const AUTOMATIC_PREFIX = "@auto_pb_backup_";
export const MANUAL_PREFIX = "pb_backup_";

const MAX_APP_NAME_LENGTH = 50;
export const MAX_NAME_LENGTH = 150;
const NAME = /^[a-z0-9_-]+\.zip$/;

/** Whether a new backup may be called so, as far as its characters go. */
export function isBackupName(name: string): boolean {
  return NAME.test(name);
}

/** As PocketBase names backups, e.g. `pb_backup_my_app_20260102030405.zip`. */
export function backupName(prefix: string, appName: string, now = new Date()): string {
  const words = appName
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2")
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== "");
  const name = words.join("_").toLowerCase().slice(0, MAX_APP_NAME_LENGTH);
  const time = now.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  return `${prefix}${name}_${time}.zip`;
}
