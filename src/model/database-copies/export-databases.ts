import type { Engine } from "../../database/engine.ts";
import { openDatabase } from "../../database/open-database.ts";
import { LONGEST_TIMER_MS } from "../../lib/longest-timer.ts";
import type { Progress } from "../../lib/progress.ts";
import type { Context } from "../context.ts";
import { copyData, copyLogs } from "./copy-database.ts";
import { CopyReport } from "./copy-report.ts";
import type { CopyOptions } from "./copy-rows.ts";

export interface ExportOptions {
  /** Where the files are made. */
  readonly folder: string;
  readonly progress: Progress;
  /** Called when it is settled what the copy of data.db holds. */
  readonly begun: () => Promise<void>;
}

/** Writes the databases of a server into files, as PocketBase has them: all of data.db as it is at one moment, while writes go on. */
export async function exportDatabases(context: Context, { folder, progress, begun }: ExportOptions): Promise<void> {
  const report = new CopyReport();
  // Whole indexes are made in one go, which would stall other requests.
  const options: CopyOptions = { report, progress, indexesFirst: true };
  await using opened = new AsyncDisposableStack();
  const open = async (name: "data.db" | "auxiliary.db"): Promise<Engine> => {
    const files = { dataDir: folder, database: undefined, queryTimeoutMs: LONGEST_TIMER_MS, log: context.log };
    return opened.adopt(await openDatabase(name, files), closed);
  };
  const data = await open("data.db");
  await context.database.snapshot(async (connection) => {
    await begun();
    await copyData(connection, data, options);
  });
  const auxiliary = await open("auxiliary.db");
  await context.auxiliary.snapshot((connection) => copyLogs(connection, auxiliary, options));
  for (const line of report.lines()) context.log.warn(`backup: ${line}`);
}

/** Leaves no log beside the file. */
async function closed(engine: Engine): Promise<void> {
  await engine.checkpoint();
  await engine.close();
}
