import { addAuthCleanup } from "../auth/cleanup-jobs.ts";
import { addAutoBackup } from "../backups/auto-backup.ts";
import type { Context } from "../context.ts";
import { addLogCleanup } from "../logs/cleanup-job.ts";
import { watchStatements } from "../slow-queries/watch-statements.ts";
import { addOptimize } from "./optimize-job.ts";

/** Adds what is to be done by the clock. */
export function addJobs(context: Context): void {
  for (const add of [addOptimize, addAuthCleanup, addLogCleanup, addAutoBackup, watchStatements]) add(context);
}
