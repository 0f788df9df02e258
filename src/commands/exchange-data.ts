import { swapDirectory } from "../lib/directory-swap.ts";
import type { Logger } from "../lib/log.ts";
import { keptEntries } from "../model/backups/kept-entries.ts";
import type { AppOptions } from "../model/context.ts";
import type { RestartOptions } from "../model/lifecycle.ts";
import { describeKept, describeUnmoved } from "./describe-unmoved.ts";
import { RESTART_LITESTREAM, isLitestreamChild, isReplicated } from "./litestream.ts";
import { stackOf } from "./output.ts";

/** Puts a staged backup in place; null for none. Logs what happened; where it fails, the data from before stays. */
export async function exchangeData(options: AppOptions, keep: RestartOptions["keep"], log: Logger): Promise<void> {
  if (keep === null) return;
  const { dataDir } = options;
  const wasReplicated = isReplicated(dataDir);
  try {
    const unmoved = await swapDirectory(dataDir, await keptEntries(options, keep));
    for (const line of [...describeUnmoved(unmoved), ...describeKept(options)]) log.warn(line);
    if (wasReplicated && !isLitestreamChild()) log.warn(RESTART_LITESTREAM);
  } catch (error) {
    log.error("the restore failed: the data from before the restore is still in place", { error: stackOf(error) });
  }
}
