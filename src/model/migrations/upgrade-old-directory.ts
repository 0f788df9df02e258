import type { SqlValue, Transaction } from "../../database/engine.ts";
import { ValidationError } from "../../lib/api-error.ts";
import type { CollectionRow } from "../collections/collection-row.ts";
import type { Collection } from "../collections/collection.ts";
import { decodeObject } from "../collections/decode.ts";
import { newCollection } from "../collections/new-collection.ts";
import { parseCollection } from "../collections/parse-collection.ts";
import { rawLine } from "../../lib/go-error-text.ts";
import { withoutViews } from "../collections/without-views.ts";
import { validateCollection } from "../schema-changes/validate-collection.ts";
import { allowsOAuth2 } from "../old-format/convert-auth.ts";
import { convertCollection } from "../old-format/convert-collection.ts";
import { saveParam, SETTINGS_ID } from "../params/param-rows.ts";
import {
  convertSettings,
  droppedSettings,
  OldSettings,
  providerOptions,
  templateOptions,
  tokenOptions,
} from "../old-format/old-settings.ts";
import { encodeSettings, parseStoredSettings } from "../settings/settings-text.ts";
import { createOwnTables } from "./own-tables.ts";
import { initialCollections } from "./system-collections.ts";
import { UpgradedCollections } from "./upgraded-collections.ts";

/** What a person should know of an upgrade. */
export interface Upgraded {
  readonly collections: number;
  /** What has no place any more, each with where it was. */
  readonly dropped: readonly string[];
  /** What is wrong with views that can't be read any more. */
  readonly brokenViews: readonly string[];
}

interface OldRow extends Omit<CollectionRow, "fields"> {
  readonly schema: string;
}

/**
 * Brings data.db from the format of PocketBase v0.14 to v0.22 to that of v0.23, as PocketBase does: `schema` and `options` of
 * collections become `fields` and options of today, what was settings of signing in goes to the auth collections, and admins
 * and external accounts become records of system collections.
 */
export async function upgradeOldDirectory(transaction: Transaction, encryptionKey: string | null): Promise<Upgraded> {
  const settings = await readOldSettings(transaction, encryptionKey);
  const rows = await readOldRows(transaction);
  const converted = rows.map((row) => convertRow(row, settings, transaction));
  await changeTables(transaction, rows);

  const upgraded = new UpgradedCollections(transaction);
  for (const { collection } of converted) await upgraded.update(collection);
  // The checks of other collections look at the fields of views, which come from their queries.
  await upgraded.resaveViews();
  for (const collection of upgraded.collections.current().all) await check(upgraded, collection);

  await moveAdmins(upgraded, settings);
  await createOwnTables(transaction);
  await saveParam(transaction, {
    id: SETTINGS_ID,
    value: encodeSettings(convertSettings(settings), encryptionKey),
  });
  await moveExternalAuths(upgraded);
  for (const name of ["_mfas", "_otps", "_authOrigins"]) await upgraded.add(systemCollection(transaction, name));
  return {
    collections: rows.length,
    dropped: [
      ...droppedSettings(settings),
      ...converted.flatMap(({ dropped, collection }) => dropped.map((what) => `${collection.name}: ${what}`)),
    ],
    brokenViews: await upgraded.resaveViews(),
  };
}

async function readOldSettings(transaction: Transaction, encryptionKey: string | null): Promise<OldSettings> {
  const row = await transaction.get<{ value: SqlValue }>(`SELECT "value" FROM "_params" WHERE "key" = 'settings'`);
  if (row === null) throw new Error("the data directory is damaged: it lacks the settings");
  return new OldSettings(parseStoredSettings(row.value, encryptionKey));
}

async function readOldRows(transaction: Transaction): Promise<OldRow[]> {
  const { insertionOrder } = transaction.dialect.schema;
  return transaction.all<OldRow>(`SELECT * FROM "_collections" ORDER BY ${insertionOrder}`);
}

function convertRow(
  row: OldRow,
  settings: OldSettings,
  { dialect }: Transaction,
): { collection: Collection; dropped: readonly string[] } {
  const { id, name, type } = row;
  try {
    const options = decodeObject(parseStored(row.options), "options");
    const [schema, indexes] = [parseStored(row.schema) ?? [], parseStored(row.indexes) ?? []];
    const raw = { ...row, system: Boolean(row.system), schema, options, indexes };
    const { json, dropped } = convertCollection(raw, dialect.schema);
    const ofSettings = type === "auth" ? signInOptions(settings, json, allowsOAuth2(options)) : {};
    return {
      collection: parseCollection({ ...json, ...ofSettings }, newCollection({ type, name, id }, dialect.schema)),
      dropped,
    };
  } catch (error) {
    throw new Error(`collection ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function parseStored(text: string): unknown {
  return text === "" ? null : (JSON.parse(text) as unknown);
}

/** What every auth collection takes over from the settings. */
function signInOptions(
  settings: OldSettings,
  json: Readonly<Record<string, unknown>>,
  isOAuth2Allowed: boolean,
): Record<string, unknown> {
  const providers = providerOptions(settings);
  const oauth2 = { ...(json["oauth2"] as object), providers, enabled: isOAuth2Allowed && providers.length > 0 };
  return { ...tokenOptions(settings, "record"), ...templateOptions(settings), oauth2 };
}

/** Columns of times that nothing reads any more. */
const FORMER_COLUMNS = ["lastResetSentAt", "lastVerificationSentAt", "lastLoginAlertSentAt"];

async function changeTables(transaction: Transaction, rows: readonly OldRow[]): Promise<void> {
  const { schema } = transaction.dialect;
  await withoutViews(transaction, "broken", async () => {
    await transaction.run(schema.renameColumn("_collections", "schema", "fields"));
    for (const { name, type } of rows) if (type === "auth") await changeAuthTable(transaction, name);
  });
}

async function changeAuthTable(transaction: Transaction, table: string): Promise<void> {
  const { schema } = transaction.dialect;
  try {
    await transaction.run(schema.renameColumn(table, "passwordHash", "password"));
  } catch (error) {
    throw new Error(`collection ${table}: ${schema.errorText(error)}`, { cause: error });
  }
  const present = new Set((await transaction.schema.columns(table)).map(({ name }) => name));
  for (const column of FORMER_COLUMNS.filter((former) => present.has(former))) {
    // One that a view reads can't be dropped, and stays.
    await transaction.run(schema.dropColumn(table, column)).catch(() => undefined);
  }
}

async function check(upgraded: UpgradedCollections, collection: Collection): Promise<void> {
  try {
    await validateCollection(upgraded, collection, collection);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new Error(`collection ${collection.name}: ${rawLine(error.errors).replace(/\.+$/, "")}`, { cause: error });
  }
}

async function moveAdmins(upgraded: UpgradedCollections, settings: OldSettings): Promise<void> {
  const { connection } = upgraded;
  const superusers = systemCollection(connection, "_superusers");
  await upgraded.add(parseCollection(tokenOptions(settings, "admin"), superusers));
  await connection.run(`INSERT INTO "_superusers" ("id", "verified", "email", "password", "tokenKey", "created", "updated")
    SELECT "id", true, "email", "passwordHash", "tokenKey", "created", "updated" FROM "_admins"`);
  await connection.run(connection.dialect.schema.dropTable("_admins"));
  await connection.run(connection.dialect.schema.dropTable("_params"));
}

async function moveExternalAuths(upgraded: UpgradedCollections): Promise<void> {
  const { connection } = upgraded;
  const { schema } = connection.dialect;
  const former = "_externalAuths_old";
  await withoutViews(connection, "broken", async () => {
    await connection.run(schema.renameTable("_externalAuths", former));
  });
  await upgraded.add(systemCollection(connection, "_externalAuths"));
  await connection.run(`INSERT INTO "_externalAuths"
      ("id", "collectionRef", "recordRef", "provider", "providerId", "created", "updated")
    SELECT "id", "collectionId", "recordId", "provider", "providerId", "created", "updated" FROM "${former}"`);
  await connection.run(schema.dropTable(former));
}

function systemCollection({ dialect }: Transaction, name: string): Collection {
  const collection = initialCollections(dialect.schema).find((initial) => initial.name === name);
  if (collection === undefined) throw new Error(`there is no system collection ${name}`);
  return collection;
}
