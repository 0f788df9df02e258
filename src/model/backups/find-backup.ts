import type { StoredBlob } from "../../lib/blob-store.ts";
import type { Context } from "../context.ts";

/** What encrypted backups end with, after `.zip`. */
export const ENCRYPTED_SUFFIX = ".age";

/** Backups are not in folders. */
const NAME = /^(?!\.{1,2}$)[^/\\\0]+$/;

/** File systems take names of 255 bytes; while a file is written its name is longer by 13. */
export const MAX_BACKUP_NAME_BYTES = 242;

/** Null where there is none of that name, or it can't be one. */
export async function readBackup({ backups }: Context, name: string): Promise<StoredBlob | null> {
  return NAME.test(name) ? backups.read(name) : null;
}

/** Whether there is a backup of that name, encrypted or not. */
export async function isTaken({ backups }: Context, name: string): Promise<boolean> {
  for (const stored of [name, name + ENCRYPTED_SUFFIX]) {
    if ((await backups.read(stored)) !== null) return true;
  }
  return false;
}

/** Whether a backup can be stored under that name. */
export function isStorableName(name: string): boolean {
  return NAME.test(name) && Buffer.byteLength(name) <= MAX_BACKUP_NAME_BYTES;
}
