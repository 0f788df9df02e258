import type { Connection } from "../../database/engine.ts";
import { isPostgresQuery } from "../../database/view-sql/postgres-query.ts";
import { ValidationError } from "../../lib/api-error.ts";
import type { Collection, ViewCollection } from "../collections/collection.ts";
import { type CollectionRow, collectionFromRow } from "../collections/collection-row.ts";
import { columnOf } from "../collections/create-table.ts";
import { createIndexes } from "../collections/sync-indexes.ts";
import { fieldType } from "../fields/registry.ts";
import { saveView } from "../views/save-view.ts";
import type { CopiedColumn } from "./column-values.ts";
import { type CopyOptions, copyRows } from "./copy-rows.ts";

const COLLECTIONS = "_collections";
const RULES = ["listRule", "viewRule", "createRule", "updateRule", "deleteRule"];

/** The tables of data.db that belong to no collection, by what their columns hold. */
const SYSTEM_TABLES: Readonly<Record<string, readonly CopiedColumn[]>> = {
  _migrations: [text("file"), { name: "applied", kind: "number" }],
  // Values are encrypted where there is a key: no JSON then.
  _params: ["id", "value", "created", "updated"].map(text),
  [COLLECTIONS]: [
    ...["id", "type", "name", "created", "updated", ...RULES].map(text),
    { name: "system", kind: "boolean" },
    { name: "fields", kind: "jsonArray" },
    { name: "indexes", kind: "jsonArray" },
    { name: "options", kind: "json" },
  ],
};

const LOGS: readonly CopiedColumn[] = [
  ...["id", "message", "created"].map(text),
  { name: "level", kind: "number" },
  { name: "data", kind: "json" },
];

function text(name: string): CopiedColumn {
  return { name, kind: "text" };
}

/**
 * Copies what data.db holds, of any engine, into an empty database of any other. The target's rows are numbered as the source's, so
 * that lists keep their order. Rejects where the source is of a version of PocketBase that is to be upgraded first.
 */
export async function copyData(source: Connection, target: Connection, options: CopyOptions): Promise<void> {
  await checkSource(source);
  for (const statement of target.dialect.schema.dataTables) await target.run(statement);
  for (const [table, columns] of Object.entries(SYSTEM_TABLES))
    await copyRows(source, target, { ...options, table, columns });
  const collections = await readCollections(target);
  for (const collection of collections) {
    if (collection.type !== "view") await copyCollection(source, target, { ...options, collection });
  }
  await makeViews(
    target,
    collections.filter((collection) => collection.type === "view"),
    options,
  );
  const known = new Set(
    [...Object.keys(SYSTEM_TABLES), ...collections.map(({ name }) => name)].map((name) => name.toLowerCase()),
  );
  const tables = await source.all<{ name: string }>(source.dialect.schema.listTables);
  options.report.leftTables.push(...tables.map(({ name }) => name).filter((name) => !known.has(name.toLowerCase())));
}

/** The same for what auxiliary.db holds. */
export async function copyLogs(source: Connection, target: Connection, options: CopyOptions): Promise<void> {
  for (const statement of target.dialect.schema.auxiliaryTables) await target.run(statement);
  if (await source.schema.hasTable("_logs"))
    await copyRows(source, target, { ...options, table: "_logs", columns: LOGS });
}

async function checkSource(source: Connection): Promise<void> {
  const columns = await source.schema.columns(COLLECTIONS);
  if (columns.length === 0)
    throw new Error("the source holds no collections: it is no database of Baobox or PocketBase");
  if (!columns.some(({ name }) => name === "fields")) {
    throw new Error("the source is of a PocketBase before v0.23: start a server on it once, which upgrades it");
  }
}

async function readCollections(connection: Connection): Promise<Collection[]> {
  const { insertionOrder } = connection.dialect.schema;
  const rows = await connection.all<CollectionRow>(`SELECT * FROM "${COLLECTIONS}" ORDER BY ${insertionOrder}`);
  return rows.map((row) => collectionFromRow(row));
}

async function copyCollection(
  source: Connection,
  target: Connection,
  { collection, ...options }: CopyOptions & { readonly collection: Collection },
): Promise<void> {
  const { name, fields } = collection;
  await target.run(
    target.dialect.schema.createTable(
      name,
      fields.map((field) => columnOf(target, field)),
    ),
  );
  const columns = fields.map((field) => ({ name: field.name, kind: fieldType(field).columnKind(field) }));
  if (options.indexesFirst === true) await makeIndexes(target, collection, options);
  if (await source.schema.hasTable(name)) await copyRows(source, target, { ...options, table: name, columns });
  if (options.indexesFirst !== true) await makeIndexes(target, collection, options);
}

async function makeIndexes(target: Connection, collection: Collection, { report }: CopyOptions): Promise<void> {
  try {
    await createIndexes(target, collection);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    for (const reason of messagesOf(error.errors)) report.indexes.push({ name: collection.name, reason });
  }
}

function messagesOf(data: unknown): string[] {
  if (typeof data !== "object" || data === null) return [];
  if ("message" in data && typeof data.message === "string") return [data.message];
  return Object.values(data).flatMap(messagesOf);
}

/** Views above views come after those below, in whatever order they were made. */
async function makeViews(target: Connection, views: readonly ViewCollection[], { report }: CopyOptions): Promise<void> {
  let open = [...views];
  for (;;) {
    const failed: { view: ViewCollection; reason: string }[] = [];
    for (const view of open) {
      try {
        await saveView(target, view.name, view.options.viewQuery);
      } catch (error) {
        failed.push({ view, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    if (failed.length === open.length || failed.length === 0) {
      for (const { view, reason } of failed) {
        const isElsewhere = target.dialect.name === "sqlite" && isPostgresQuery(view.options.viewQuery);
        if (isElsewhere) report.postgresViews.push(view.name);
        else report.views.push({ name: view.name, reason });
      }
      return;
    }
    open = failed.map(({ view }) => view);
  }
}
