import type { Connection, Engine, Transaction } from "../../database/engine.ts";
import type { KnownTable } from "../../database/table-follower.ts";
import { nowText } from "../../lib/dates.ts";
import { later } from "../../lib/lazy.ts";
import type { Logger } from "../../lib/log.ts";
import { insertCollection } from "../collections/collection-row.ts";
import type { LoadedCollections } from "../collections/load-collections.ts";
import { createTable } from "../collections/create-table.ts";
import { saveParam, SETTINGS_ID } from "../params/param-rows.ts";
import { encodeSettings } from "../settings/settings-text.ts";
import { checkFormat } from "./check-format.ts";
import { initialSettings } from "../settings/initial-settings.ts";
import { keepCopy, removeFormerLogs } from "./keep-copy.ts";
import { AUTH_ALERT_TEMPLATES, LAST_OF_V023, NORMALIZE_INDEXES, systemMigrations } from "./known-migrations.ts";
import { normalizeIndexes } from "./normalize-stored-indexes.ts";
import { createOwnTables } from "./own-tables.ts";
import { initialCollections } from "./system-collections.ts";
import { updateAuthAlertTemplates } from "./update-auth-alert-templates.ts";

const loadUpgrade = later(() => import("./upgrade-old-directory.ts"));

export interface MigrateOptions {
  /** data.db */
  readonly database: Engine;
  /** auxiliary.db */
  readonly auxiliary: Engine;
  readonly dataDir: string;
  /** How the settings are encrypted; null for not. */
  readonly encryptionKey: string | null;
  readonly log: Logger;
  /** Whether the databases of before v0.23 are kept beside those that are brought up to date. */
  readonly keepsCopy: boolean;
}

/** Processes that start together on one database take turns. */
const TURN = "migrate";
/** Long enough for the largest databases: nothing else happens meanwhile. */
const UPGRADE_LIMIT_MS = 24 * 60 * 60 * 1000;

/**
 * Brings a data directory to the format of PocketBase v0.39: a new one gets all of it, one made since v0.14 gets the steps
 * that it lacks in one transaction, any other is refused with an error of one line. The rows that users' own migrations
 * left in `_migrations` are not touched. Gives the collections where it has read them.
 */
export async function migrate(options: MigrateOptions): Promise<KnownTable<LoadedCollections> | null> {
  const { database, auxiliary } = options;
  const format = await findFormat(database);
  let known: KnownTable<LoadedCollections> | null = null;
  if (format === "none") await database.transaction((transaction) => createAll(transaction, options));
  else if (format === "old") await upgrade(options);
  else known = await updateRecent(database);
  await migrateAuxiliary(auxiliary);
  return known;
}

type Format = "none" | "old" | "recent";

/** Throws where the format is one that this version can't read. */
async function findFormat(connection: Connection): Promise<Format> {
  const columns = new Set((await connection.schema.columns("_collections")).map(({ name }) => name));
  if (columns.size === 0) return "none";
  if (columns.has("fields")) return "recent";
  if (columns.has("schema") && columns.has("indexes")) return "old";
  throw new Error(
    "the data directory is older than PocketBase v0.14: open it once with PocketBase v0.22, then again with Baobox",
  );
}

async function upgrade({ database, dataDir, encryptionKey, log, keepsCopy }: MigrateOptions): Promise<void> {
  const { upgradeOldDirectory } = await loadUpgrade();
  const work = async (transaction: Transaction): Promise<void> => {
    await transaction.lock(TURN);
    // Another process may have done it while this one waited.
    if ((await findFormat(transaction)) !== "old") return;
    const copy = keepsCopy ? await keepCopy(database, dataDir) : null;
    transaction.afterRollback(() => copy?.discard());
    const { collections, dropped, brokenViews } = await upgradeOldDirectory(transaction, encryptionKey);
    await applySteps(transaction);
    await copy?.finish();
    for (const what of dropped)
      log.warn("dropped a part of the old data directory that is no longer supported", { what });
    for (const reason of brokenViews) log.warn("a view of the old data directory can't be read", { reason });
    transaction.afterCommit(async () => {
      const place = copy === null ? {} : { copy: copy.folder };
      log.warn("upgraded the data directory from a PocketBase version before v0.23", { collections, ...place });
      await removeFormerLogs(dataDir, copy?.folder ?? null);
    });
  };
  try {
    await database.transaction(work, { timeoutMs: UPGRADE_LIMIT_MS });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`can't upgrade the data directory, nothing was changed: ${reason}`, { cause });
  }
}

async function updateRecent(database: Engine): Promise<KnownTable<LoadedCollections>> {
  const applied = await appliedMigrations(database);
  if (!applied.has(LAST_OF_V023)) {
    throw new Error(
      "the data directory is from a release candidate of PocketBase v0.23.0: open it once with PocketBase v0.39, then again with Baobox",
    );
  }
  const known = await checkFormat(database);
  if ([...steps.keys()].some((name) => !applied.has(name))) await database.transaction(applySteps);
  return known;
}

type Step = (transaction: Transaction) => Promise<void>;

/** What v0.39 does to directories of v0.23 and later. */
const steps: ReadonlyMap<string, Step> = new Map([
  [AUTH_ALERT_TEMPLATES, updateAuthAlertTemplates],
  [NORMALIZE_INDEXES, normalizeIndexes],
]);

/** Takes the steps that were not taken yet. What came before them is marked as done, for PocketBase to see. */
async function applySteps(transaction: Transaction): Promise<void> {
  await transaction.lock(TURN);
  const applied = await appliedMigrations(transaction);
  for (const name of systemMigrations) {
    if (applied.has(name)) continue;
    await steps.get(name)?.(transaction);
    await markApplied(transaction, name);
  }
}

async function appliedMigrations(connection: Connection): Promise<ReadonlySet<string>> {
  if (!(await connection.schema.hasTable("_migrations"))) return new Set();
  const rows = await connection.all<{ file: string }>(`SELECT "file" FROM "_migrations"`);
  return new Set(rows.map(({ file }) => file));
}

async function createAll(transaction: Transaction, { encryptionKey }: MigrateOptions): Promise<void> {
  await transaction.lock(TURN);
  // Another process may have done it while this one waited.
  if ((await findFormat(transaction)) !== "none") return;
  await createOwnTables(transaction);
  await saveParam(transaction, { id: SETTINGS_ID, value: encodeSettings(initialSettings, encryptionKey) });
  const now = nowText();
  for (const collection of initialCollections(transaction.dialect.schema)) {
    const { sql, parameters } = insertCollection({ ...collection, created: now, updated: now });
    await transaction.run(sql, parameters);
    await createTable(transaction, collection);
  }
  for (const name of systemMigrations) await markApplied(transaction, name);
}

/** `applied` is in microseconds. */
async function markApplied(transaction: Transaction, name: string): Promise<void> {
  const appliedUs = Math.trunc((performance.timeOrigin + performance.now()) * 1000);
  await transaction.run(`INSERT INTO "_migrations" ("file", "applied") VALUES (?, ?)`, [name, appliedUs]);
}

async function migrateAuxiliary(auxiliary: Engine): Promise<void> {
  if (await auxiliary.schema.hasTable("_logs")) return;
  await auxiliary.transaction(async (transaction) => {
    await transaction.lock(TURN);
    if (await transaction.schema.hasTable("_logs")) return;
    for (const statement of transaction.dialect.schema.auxiliaryTables) await transaction.run(statement);
  });
}
