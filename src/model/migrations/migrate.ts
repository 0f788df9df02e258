import type { Engine, SqlValue, Transaction } from "../../database/engine.ts";
import { nowText } from "../../lib/dates.ts";
import { insertCollection } from "../collections/collection-row.ts";
import { createTable } from "../collections/create-table.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import type { Settings } from "../settings/settings.ts";
import { checkFormat } from "./check-format.ts";
import { initialSettings } from "./initial-settings.ts";
import { AUTH_ALERT_TEMPLATES, LAST_OF_V023, NORMALIZE_INDEXES, systemMigrations } from "./known-migrations.ts";
import { normalizeIndexes } from "./normalize-indexes.ts";
import { initialCollections } from "./system-collections.ts";
import { updateAuthAlertTemplates } from "./update-auth-alert-templates.ts";

export interface MigrateOptions {
  /** data.db */
  readonly database: Engine;
  /** auxiliary.db */
  readonly auxiliary: Engine;
  /** How the settings of a new directory are stored; as plain JSON where absent. */
  readonly encodeSettings?: (settings: Settings) => SqlValue | Promise<SqlValue>;
}

/**
 * Brings a data directory to the format of PocketBase v0.39: a new one gets all of it, one made since v0.23 gets the steps
 * that it lacks in one transaction, any other is refused with an error of one line. The rows that users' own migrations
 * left in `_migrations` are not touched.
 */
export async function migrate({ database, auxiliary, encodeSettings = plainSettings }: MigrateOptions): Promise<void> {
  if (!(await database.schema.hasTable("_collections"))) {
    const settings = await encodeSettings(initialSettings);
    await database.transaction((transaction) => createAll(transaction, settings));
    return migrateAuxiliary(auxiliary);
  }
  const missing = await missingSteps(database);
  await checkFormat(database);
  await migrateAuxiliary(auxiliary);
  if (missing.length === 0) return;
  await database.transaction(async (transaction) => {
    for (const step of missing) {
      await step.run(transaction);
      await markApplied(transaction, step.name);
    }
  });
}

interface Step {
  readonly name: string;
  run(transaction: Transaction): Promise<void>;
}

/** What v0.39 does to directories of v0.23 and later. */
const steps: readonly Step[] = [
  { name: AUTH_ALERT_TEMPLATES, run: updateAuthAlertTemplates },
  { name: NORMALIZE_INDEXES, run: normalizeIndexes },
];

async function missingSteps(database: Engine): Promise<readonly Step[]> {
  const hasTable = await database.schema.hasTable("_migrations");
  const rows = hasTable ? await database.all<{ file: string }>(`SELECT "file" FROM "_migrations"`) : [];
  const applied = new Set(rows.map(({ file }) => file));
  if (!applied.has(LAST_OF_V023)) {
    throw new Error(
      "the data directory is older than PocketBase v0.23: open it once with PocketBase v0.39, then again",
    );
  }
  return steps.filter(({ name }) => !applied.has(name));
}

async function createAll(transaction: Transaction, settings: SqlValue): Promise<void> {
  const { schema } = transaction.dialect;
  for (const statement of schema.dataTables) {
    // PocketBase makes _migrations on its own first, so it may be there already.
    if (statement.includes("`_migrations`") && (await transaction.schema.hasTable("_migrations"))) continue;
    await transaction.run(statement);
  }
  const now = nowText();
  await transaction.run(`INSERT INTO "_params" ("id", "value", "created", "updated") VALUES ('settings', ?, ?, ?)`, [
    settings,
    now,
    now,
  ]);
  for (const collection of initialCollections(schema)) {
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
    for (const statement of transaction.dialect.schema.auxiliaryTables) await transaction.run(statement);
  });
}

/** Secrets that are empty are left out, and the text is stored as bytes, as PocketBase does both. */
function plainSettings(settings: Settings): SqlValue {
  const json = stringifyJson(settings).replaceAll(`"secret":"",`, "");
  return new TextEncoder().encode(json);
}
