import type { PrintLine } from "../jsvm/hook-parts.ts";
import { later } from "../lib/lazy.ts";
import { LONGEST_TIMER_MS } from "../lib/longest-timer.ts";
import { type Progress, noProgress } from "../lib/progress.ts";
import { type Context, inTransaction, lockCollections } from "../model/context.ts";
import { appliedMigrations, markApplied, markReverted } from "./history.ts";
import { listMigrationFiles } from "./migration-files.ts";
import type { Migration } from "./migration.ts";
import { migrationError } from "./migration-error.ts";
import type { MigrationRunner } from "./migration-runner.ts";

const loadRunner = later(() => import("./migration-runner.ts"));

/** Where migrations are found. */
export interface MigrationSource {
  readonly folder: string;
  /** Those that are part of the program, by a name as a file would have. */
  readonly builtIn: Readonly<Record<string, Migration>>;
  /** PocketBase's files know it as `__hooks`. */
  readonly hooksFolder: string;
  /** Prints what PocketBase's files give `console`. Default: it is logged. */
  readonly print?: PrintLine | undefined;
}

async function namesOf({ folder, builtIn }: MigrationSource): Promise<string[]> {
  return [...new Set([...Object.keys(builtIn), ...(await listMigrationFiles(folder))])].sort();
}

/** A migration of many records may take a while; nobody else writes meanwhile. */
const OPTIONS = { timeoutMs: LONGEST_TIMER_MS };

/**
 * Applies the migrations that were not applied yet, all in one transaction. Gives their names. Rejects with one line
 * that names the file, and then nothing was changed. Files that were applied are not even loaded.
 */
export async function applyMigrations(
  context: Context,
  source: MigrationSource,
  progress: Progress = noProgress,
): Promise<string[]> {
  const files = await namesOf(source);
  if ((await pendingOf(context, files)).length === 0) return [];
  return inTransaction(
    context,
    async (inner) => {
      // Another process may have applied some while this one waited for its turn, which changes of collections wait for, too.
      await lockCollections(inner);
      const pending = await pendingOf(inner, files);
      const applied: string[] = [];
      using runner = await openRunner(inner, source);
      for (const [index, file] of pending.entries()) {
        progress.signal.throwIfAborted();
        progress.step({ name: `Applying ${file}`, unit: "migrations", total: pending.length });
        progress.reach(index);
        await explained("failed to apply", file, async () => {
          if (!(await runner.run(file, "up"))) return;
          await markApplied(inner.connection, file);
          applied.push(file);
        });
      }
      progress.signal.throwIfAborted();
      return applied;
    },
    OPTIONS,
  );
}

/** Most servers have no migration to run when they start. */
async function openRunner(context: Context, source: MigrationSource): Promise<MigrationRunner> {
  const { MigrationRunner: Runner } = await loadRunner();
  return new Runner(context, source);
}

async function pendingOf({ connection }: Context, files: readonly string[]): Promise<string[]> {
  const applied = new Set(await appliedMigrations(connection));
  return files.filter((file) => !applied.has(file));
}

/** The applied migrations that `count` reverts, the last one first. Those whose files are missing can't be. */
export async function lastMigrations(context: Context, source: MigrationSource, count: number): Promise<string[]> {
  const files = new Set(await namesOf(source));
  const applied = await appliedMigrations(context.connection);
  return applied.filter((file) => files.has(file)).slice(0, count);
}

interface Reverting {
  readonly files: readonly string[];
  readonly progress?: Progress;
}

/** Reverts migrations in the given order, all in one transaction. */
export async function revertMigrations(
  context: Context,
  source: MigrationSource,
  { files, progress = noProgress }: Reverting,
): Promise<void> {
  await inTransaction(
    context,
    async (inner) => {
      await lockCollections(inner);
      using runner = await openRunner(inner, source);
      for (const [index, file] of files.entries()) {
        progress.signal.throwIfAborted();
        progress.step({ name: `Reverting ${file}`, unit: "migrations", total: files.length });
        progress.reach(index);
        await explained("failed to revert", file, async () => {
          await runner.run(file, "down");
          await markReverted(inner.connection, file);
        });
      }
      progress.signal.throwIfAborted();
    },
    OPTIONS,
  );
}

/** Forgets the applied migrations whose files are gone. Gives their names. */
export async function forgetMissing(context: Context, source: MigrationSource): Promise<string[]> {
  const files = new Set(await namesOf(source));
  const missing = (await appliedMigrations(context.connection)).filter((file) => !files.has(file));
  await inTransaction(context, async ({ connection }) => {
    for (const file of missing) await markReverted(connection, file);
  });
  return missing;
}

async function explained(what: string, file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw migrationError(what, { file, error });
  }
}
