import { statfs } from "node:fs/promises";
import { badRequest } from "../../lib/api-error.ts";
import { sizeText } from "../../lib/size-text.ts";

/** Throws a 400 where the disk has less room than that. */
export async function checkRoom(dataDir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  if (bytes <= free) return;
  const message = `There is not enough room on the disk: the backup needs ${sizeText(bytes)}, and ${sizeText(free)} are free.`;
  throw badRequest(message);
}
