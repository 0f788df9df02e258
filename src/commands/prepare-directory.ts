import { existsSync } from "node:fs";
import { join } from "node:path";
import { isInUse } from "../database/sqlite/in-use.ts";
import type { Logger } from "../lib/log.ts";
import { REPLICATION_ENTRIES } from "../model/backups/data-directory.ts";
import { removeLeftovers } from "../model/backups/remove-leftovers.ts";
import type { AppOptions } from "../model/context.ts";

/**
 * Brings the directory in order before a server opens it. Warns of another server on it, and then leaves alone what would be left over if
 * there were none: it is what the other one works with.
 */
export async function prepareDirectory({ dataDir, database }: AppOptions, log: Logger): Promise<void> {
  if (database === undefined && isServed(dataDir)) {
    log.warn(
      `another process has the data directory ${dataDir} open: if it is a server, stop one of the two, because each would not know what ` +
        "the other one does (several processes are --workers)",
    );
    return;
  }
  // Opening the directory tells what is wrong with it, if anything is.
  await removeLeftovers(dataDir).catch(() => undefined);
}

function isServed(dataDir: string): boolean {
  const file = join(dataDir, "data.db");
  // There while any process has the database open; looked for first, because the rest takes its time.
  if (!existsSync(`${file}-shm`)) return false;
  // Litestream has it open as well, and is no server.
  if (REPLICATION_ENTRIES.some((name) => existsSync(join(dataDir, name)))) return false;
  try {
    return isInUse(file);
  } catch {
    return false;
  }
}
