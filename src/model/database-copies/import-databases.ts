import { existsSync } from "node:fs";
import { join } from "node:path";
import { DATABASE_NAMES, type DatabaseName, openDatabase, openStagedDatabases } from "../../database/open-database.ts";
import { preparedFolder } from "../../lib/directory-swap.ts";
import type { Logger } from "../../lib/log.ts";
import { LONGEST_TIMER_MS } from "../../lib/longest-timer.ts";
import type { AppOptions } from "../context.ts";
import { copyData, copyLogs } from "./copy-database.ts";
import { CopyReport } from "./copy-report.ts";

/**
 * Puts what the databases of a restored backup hold in place of what the database server has, where there is one. They lie beside the
 * directory's own, which stay as they are. The former data is kept until `confirmImport`; `revertImport` puts it back. May be called again where it was cut off.
 */
export async function importDatabases(options: AppOptions, log: Logger): Promise<void> {
  const { database } = options;
  if (database === undefined) return;
  const dataDir = preparedFolder(options.dataDir);
  await using staged = await openStagedDatabases(database);
  if (await staged.isExchanged()) return;
  const common = { dataDir, queryTimeoutMs: LONGEST_TIMER_MS, log };
  await using opened = new AsyncDisposableStack();
  const open = async (name: DatabaseName, where: { database?: string; isServer?: boolean; isStaged?: boolean }) =>
    opened.adopt(await openDatabase(name, { ...common, database: undefined, ...where }), (engine) => engine.close());
  // Rejects where another server runs on the database.
  await open("data.db", { database, isServer: true });
  await staged.prepare();
  const report = new CopyReport();
  for (const name of DATABASE_NAMES) {
    if (!existsSync(join(dataDir, name))) continue;
    const [from, to] = [await open(name, {}), await open(name, { database, isStaged: true })];
    const copy = name === "data.db" ? copyData : copyLogs;
    await to.transaction((transaction) => copy(from, transaction, { report }), { timeoutMs: LONGEST_TIMER_MS });
  }
  await staged.exchange();
  for (const line of report.lines()) log.warn(`restore: ${line}`);
}

export async function revertImport({ database }: AppOptions): Promise<void> {
  if (database === undefined) return;
  await using staged = await openStagedDatabases(database);
  await staged.revert();
}

/** There is no way back afterwards. */
export async function confirmImport({ database }: AppOptions): Promise<void> {
  if (database === undefined) return;
  await using staged = await openStagedDatabases(database);
  await staged.confirm();
}

/** Drops what a restore that was cut off at its very end has left in the database server. */
export async function removeImportLeftovers({ database, isServer }: AppOptions): Promise<void> {
  if (database === undefined || isServer !== true) return;
  await using staged = await openStagedDatabases(database);
  if (await staged.isExchanged()) await staged.confirm();
}
