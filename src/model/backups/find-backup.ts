import type { StoredBlob } from "../../lib/blob-store.ts";
import type { Context } from "../context.ts";

/** Backups are not in folders. */
const NAME = /^(?!\.{1,2}$)[^/\\\0]+$/;

/** Null where there is none of that name, or it can't be one. */
export async function readBackup({ backups }: Context, name: string): Promise<StoredBlob | null> {
  return NAME.test(name) ? backups.read(name) : null;
}
