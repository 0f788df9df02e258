import { existsSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../database/open-database.ts";
import { isInUse } from "../database/sqlite/in-use.ts";
import type { AgeKey } from "../lib/age.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { type Unmoved, deleteReplaced, swapDirectory } from "../lib/directory-swap.ts";
import { OWN_ENTRIES } from "../model/backups/data-directory.ts";
import { keptEntries } from "../model/backups/kept-entries.ts";
import { type MissingFiles, findMissingFiles } from "../model/backups/missing-files.ts";
import { stageArchive } from "../model/backups/restore-backup.ts";
import { isDatabase, stageDatabase } from "../model/backups/stage-database.ts";
import type { AppOptions, Context } from "../model/context.ts";
import { appOptions } from "./app-flags.ts";
import { withBackupKey } from "./backup-key.ts";
import { openCommandApp, withContext } from "./command-app.ts";
import type { Input } from "./command-line.ts";
import { describeKept, describeUnmoved } from "./describe-unmoved.ts";
import { fileWithoutData, findArchive } from "./find-archive.ts";
import { type LongWork, runLong } from "./long-command.ts";
import { durationText } from "./progress-text.ts";

interface Staged {
  /** The entries of the data directory that stay. */
  readonly keep: readonly string[];
  /** Whether it is data.db alone, to which the stored files may not belong. */
  readonly isDatabase: boolean;
}

interface Restored {
  readonly unmoved: Unmoved;
  readonly missing: MissingFiles | null;
}

/**
 * The directory is exchanged between two openings: the first checks the backup, the second that it really can be used. A database
 * alone, as Litestream restores it, takes the place of data.db and leaves everything else.
 */
export async function restoreFromBackup(input: Input): Promise<void> {
  const [name = ""] = input.parameters;
  await fileWithoutData(input, name);
  await checkUnserved(appOptions(input));
  const begunAt = performance.now();
  const { unmoved, missing } = await withBackupKey((key) => runLong((long) => restore(input, long, key)));
  const time = durationText(performance.now() - begunAt);
  console.log(
    [
      `Restored ${name} in ${time}.`,
      ...describeUnmoved(unmoved),
      ...describeKept(appOptions(input)),
      ...describeMissing(missing),
    ].join("\n"),
  );
}

async function restore(input: Input, long: LongWork, key: AgeKey | null): Promise<Restored> {
  const [name = ""] = input.parameters;
  const options = appOptions(input);
  const { dataDir } = options;
  const staged = await withContext(input, long.tell, (context) => stage(context, name, { long, key }));
  // From here on it comes to its end: what is exchanged takes a moment.
  const unmoved = await swapDirectory(dataDir, await keptEntries(options, staged.keep));
  await using app = await openCommandApp(input, long.tell);
  if (app.isRestored) await deleteReplaced(dataDir);
  else throw new Error(`${name} was not restored: the data from before the restore is still in place`);
  return { unmoved, missing: staged.isDatabase ? await findMissing(app.context, long) : null };
}

/** Before anything is exchanged: a server would lose its files. */
async function checkUnserved({ dataDir, database, queryTimeoutMs }: AppOptions): Promise<void> {
  const file = join(dataDir, "data.db");
  if (database !== undefined) {
    const log = createConsoleLog("warn");
    // Rejects where another server runs on it.
    const engine = await openDatabase("data.db", { dataDir, database, queryTimeoutMs, log, isServer: true });
    await engine.close();
  } else if (existsSync(file) && isInUse(file)) {
    throw new Error(
      "a server runs on the data directory, or Litestream does: stop it first, or restore the backup in the dashboard",
    );
  }
}

interface StageOptions {
  readonly long: LongWork;
  readonly key: AgeKey | null;
}

async function stage(context: Context, name: string, { long: { progress }, key }: StageOptions): Promise<Staged> {
  const archive = await findArchive(context, name);
  if (typeof archive === "string" && (await isDatabase(archive)))
    return { keep: await stageDatabase(context, archive, progress), isDatabase: true };
  await stageArchive(context, archive, { key, progress });
  return { keep: OWN_ENTRIES, isDatabase: false };
}

/** Null where files live in a bucket, which has versions of its own. */
async function findMissing(context: Context, { progress }: LongWork): Promise<MissingFiles | null> {
  const { connection, settings, collections, options } = context;
  if (settings.current().s3.enabled) return null;
  const hasFile = (key: string): boolean => existsSync(join(options.dataDir, "storage", key));
  return findMissingFiles({ connection, collections: collections.current().all, hasFile, progress });
}

function describeMissing(missing: MissingFiles | null): string[] {
  if (missing === null || missing.total === 0) return [];
  const list = missing.names.map((name) => `  ${name}`);
  const rest = missing.total > list.length ? ["  …"] : [];
  return [`Files that its records name are not there any more (${missing.total}):`, ...list, ...rest];
}
