import { existsSync } from "node:fs";
import { join } from "node:path";
import { findSwap } from "../lib/directory-swap.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";

/**
 * Whether there is something to open. With PostgreSQL the directory alone is enough. While a restore exchanges the content, data.db
 * may be away for a moment: opening brings it back.
 */
export async function hasData(input: Input): Promise<boolean> {
  const { dataDir, database } = appOptions(input);
  if (database !== undefined) return existsSync(dataDir);
  return existsSync(join(dataDir, "data.db")) || (await findSwap(dataDir)) !== "none";
}

/** Rejects where `--dir` names no data directory: opening it would make a new, empty one. */
export async function refuseMissingData(input: Input): Promise<void> {
  if (await hasData(input)) return;
  const { dataDir, database } = appOptions(input);
  const missing = database === undefined ? `no data.db in ${dataDir}` : `no directory ${dataDir}`;
  throw new Error(`there is ${missing}: name a data directory with --dir`);
}
