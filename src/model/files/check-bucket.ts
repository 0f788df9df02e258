import { badRequest } from "../../lib/api-error.ts";
import type { Context } from "../context.ts";

type Checked = Pick<Context, "options" | "settings">;

/** Nodes reach one another's files in a bucket alone. Throws with one line where this server is a node and the settings have none. */
export function checkFileBucket({ options, settings }: Checked): void {
  if (options.node === undefined || settings.current().s3.enabled) return;
  throw new Error(
    "nodes share their files in a bucket, and the settings have none: enable S3 with --settings FILE, or start once without --node and enable it in the dashboard",
  );
}

/** The same for backups, as a 400: nodes serve without, until one is asked for. */
export function checkBackupBucket({ options, settings }: Checked): void {
  if (options.node === undefined || settings.current().backups.s3.enabled) return;
  throw badRequest("Several nodes need S3 for backups: enable it in the settings of backups.");
}
