import { waitForRestore } from "../../database/open-database.ts";
import { confirmSwap, findSwap, revertSwap } from "../../lib/directory-swap.ts";
import type { Logger } from "../../lib/log.ts";
import type { AppOptions } from "../context.ts";
import {
  confirmImport,
  importDatabases,
  removeImportLeftovers,
  revertImport,
} from "../database-copies/import-databases.ts";

interface Restored<T> {
  readonly opened: T;
  /** Whether a restore has just put its data in place. */
  readonly isRestored: boolean;
}

interface OpenRestoredOptions {
  readonly options: AppOptions;
  readonly console: Logger;
  /** Whether this process is the one of several nodes that restores. */
  readonly hasTurn: boolean;
}

/** Opens a data directory in which a restore may have left something: with the new data if that can be used, else with that from before. */
export async function openRestored<T>(
  { options, console, hasTurn }: OpenRestoredOptions,
  open: () => Promise<T>,
): Promise<Restored<T>> {
  const { dataDir, database, node } = options;
  const isOther = node !== undefined && !hasTurn;
  if (isOther && database !== undefined) {
    await waitForRestore(database, () => console.warn("another node restores a backup: this one waits for its end"));
  }
  const found = await findSwap(dataDir);
  // What a node had begun before it was ended may be over for the others, who have gone on.
  if (found === "begun" || (found === "done" && isOther)) {
    await revertSwap(dataDir);
    console.warn("a restore was cut off: the data from before it is in place");
  }
  if (found !== "done" || isOther) {
    await removeImportLeftovers(options);
    return { opened: await open(), isRestored: false };
  }
  let opened: T;
  try {
    await importDatabases(options, console);
    opened = await open();
  } catch (error) {
    await revertSwap(dataDir);
    await revertImport(options);
    console.error("the restored data can't be used: the data from before it is in place", { error: String(error) });
    return { opened: await open(), isRestored: false };
  }
  await confirmSwap(dataDir);
  await confirmImport(options);
  return { opened, isRestored: true };
}
