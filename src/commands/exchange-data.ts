import { swapDirectory } from "../lib/directory-swap.ts";
import type { Logger } from "../lib/log.ts";
import type { RestartOptions } from "../model/lifecycle.ts";
import { describeUnmoved } from "./describe-unmoved.ts";
import { RESTART_LITESTREAM, isLitestreamChild, isReplicated } from "./litestream.ts";
import { stackOf } from "./output.ts";

/** Puts a staged backup in place; null for none. Logs what happened; where it fails, the data from before stays. */
export async function exchangeData(dataDir: string, keep: RestartOptions["keep"], log: Logger): Promise<void> {
  if (keep === null) return;
  const wasReplicated = isReplicated(dataDir);
  try {
    for (const line of describeUnmoved(await swapDirectory(dataDir, keep))) log.warn(line);
    if (wasReplicated && !isLitestreamChild()) log.warn(RESTART_LITESTREAM);
  } catch (error) {
    log.error("the restore failed: the data from before the restore is still in place", { error: stackOf(error) });
  }
}
