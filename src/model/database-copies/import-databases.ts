import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../../database/engine.ts";
import { DATABASE_NAMES, type DatabaseName, openDatabase, openStagedDatabases } from "../../database/open-database.ts";
import { preparedFolder } from "../../lib/directory-swap.ts";
import type { Logger } from "../../lib/log.ts";
import { LONGEST_TIMER_MS } from "../../lib/longest-timer.ts";
import type { AppOptions } from "../context.ts";
import { copyData, copyLogs } from "./copy-database.ts";
import { CopyReport } from "./copy-report.ts";

/** Requests of other nodes may go on for some seconds. */
const NODES_LIMIT_MS = 15_000;

type StagedDatabases = Awaited<ReturnType<typeof openStagedDatabases>>;
type Opener = (name: DatabaseName, where: Partial<Parameters<typeof openDatabase>[1]>) => Promise<Engine>;

/**
 * Copies what the databases of a backup that is about to be restored hold into the database server, where there is one, beside what it
 * serves. That takes long, so it is done while requests are still answered. Rejects with nothing left.
 */
export async function stageImport(options: AppOptions, log: Logger): Promise<void> {
  const { database } = options;
  if (database === undefined) return;
  await using staged = await openStagedDatabases(database);
  try {
    await copyInto(staged, options, log);
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

/** Drops what `stageImport` has made, where it is not to be used. */
export async function discardImport({ database }: AppOptions): Promise<void> {
  if (database === undefined) return;
  try {
    await using staged = await openStagedDatabases(database);
    await staged.discard();
  } catch {
    // A database that is away is asked at the next start.
  }
}

/**
 * Puts what the databases of a restored backup hold in place of what the database server has, where there is one. They lie beside the
 * directory's own, which stay as they are. The former data is kept until `confirmImport`; `revertImport` puts it back. May be called again where it was cut off.
 */
export async function importDatabases(options: AppOptions, log: Logger): Promise<void> {
  const { database } = options;
  if (database === undefined) return;
  await using staged = await openStagedDatabases(database);
  if (await staged.isExchanged()) return;
  await using opened = new AsyncDisposableStack();
  const open = opener(options, { opened, log });
  await openAlone(options, () => open("data.db", { database, isServer: true }));
  if ((await staged.completed()) !== (await markOf(options))) await copyInto(staged, options, log);
  await staged.exchange();
}

async function copyInto(staged: StagedDatabases, options: AppOptions, log: Logger): Promise<void> {
  const { database } = options;
  await staged.prepare();
  const report = new CopyReport();
  {
    await using opened = new AsyncDisposableStack();
    const open = opener(options, { opened, log });
    for (const name of DATABASE_NAMES) {
      if (!existsSync(join(preparedFolder(options.dataDir), name))) continue;
      const [from, to] = [await open(name, {}), await open(name, { database, isStaged: true })];
      const copy = name === "data.db" ? copyData : copyLogs;
      await to.transaction((transaction) => copy(from, transaction, { report }), { timeoutMs: LONGEST_TIMER_MS });
    }
  }
  await staged.complete(await markOf(options));
  for (const line of report.lines()) log.warn(`restore: ${line}`);
}

function opener(
  { dataDir }: AppOptions,
  { opened, log }: { readonly opened: AsyncDisposableStack; readonly log: Logger },
): Opener {
  const common = { dataDir: preparedFolder(dataDir), queryTimeoutMs: LONGEST_TIMER_MS, log, database: undefined };
  return async (name, where) =>
    opened.adopt(await openDatabase(name, { ...common, ...where }), (engine) => engine.close());
}

/** Another backup has other files, and so has the same one once more. */
async function markOf({ dataDir }: AppOptions): Promise<string> {
  const marks = DATABASE_NAMES.map(async (name) => {
    const stats = await stat(join(preparedFolder(dataDir), name)).catch(() => null);
    return stats === null ? "" : `${stats.ino}/${stats.size}/${stats.mtimeMs}`;
  });
  return (await Promise.all(marks)).join(" ");
}

/** Rejects where another server runs on the database. The other nodes end their requests before they let go of it. */
async function openAlone({ node }: AppOptions, open: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + NODES_LIMIT_MS;
  for (;;) {
    try {
      await open();
      return;
    } catch (cause) {
      if (node === undefined) throw cause;
      if (performance.now() < deadline) continue;
      throw new Error("another node did not let go of the database: stop the nodes that don't answer", { cause });
    }
  }
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

/** Drops what a restore that was cut off, at its begin or at its very end, has left in the database server. */
export async function removeImportLeftovers({ database, isServer }: AppOptions): Promise<void> {
  if (database === undefined || isServer !== true) return;
  await using staged = await openStagedDatabases(database);
  if (await staged.isExchanged()) await staged.confirm();
  else await staged.discard();
}
