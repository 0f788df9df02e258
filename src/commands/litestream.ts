// What a restore has to do with Litestream, which copies a database all the time (docs/point-in-time.md).
//
// Litestream keeps the file open that it copies. After an exchange of the file it would go on with the old one, so it must start anew.
// As its child (`litestream replicate -exec "baobox serve"`) the server sees to that: Litestream ends with its child, and whatever runs
// Litestream starts both. Seen with 0.5.18; it also needs its own notes to be gone (`REPLICATION_ENTRIES`).
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPLICATION_ENTRIES } from "../model/backups/data-directory.ts";
import { ReportedError } from "./command-line.ts";
import type { Output } from "./output.ts";

const PROGRAM = "litestream";

/** Whether Litestream started this program. Only Linux tells. */
export function isLitestreamChild(): boolean {
  try {
    return readFileSync(`/proc/${process.ppid}/comm`, "utf8").trim() === PROGRAM;
  } catch {
    return false;
  }
}

/** Whether Litestream has copied the database of the directory as it is now. */
export function isReplicated(dataDir: string): boolean {
  return REPLICATION_ENTRIES.some((name) => existsSync(join(dataDir, name)));
}

/** What a server ends with after an exchange: a failure, so that it is started anew. */
export function endForLitestream({ log }: Output): ReportedError {
  log.warn("the server ends after the restore, so that Litestream starts anew with it");
  return new ReportedError();
}

export const RESTART_LITESTREAM =
  "restart Litestream now: until then it copies nothing, because it reads the database from before the restore";
