import type { Connection } from "../../database/engine.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import { randomText } from "../../lib/random-text.ts";
import type { FieldBase } from "../fields/field.ts";
import { isMultiple } from "../fields/registry.ts";
import type { Collection } from "../collections/collection.ts";
import { columnOf, createTable } from "../collections/create-table.ts";
import { withoutViews } from "../collections/without-views.ts";
import { createIndexes, dropIndexes } from "../collections/sync-indexes.ts";

/**
 * Brings the table of a base or auth collection to its new definition; rows and the values of all fields that stay are
 * kept. Needs an open transaction. Throws a `ValidationError` for indexes that can't be made.
 */
export async function syncTable(connection: Connection, collection: Collection, original: Collection): Promise<void> {
  const { schema } = connection.dialect;
  if (!(await connection.schema.hasTable(original.name))) return createTable(connection, collection);
  const isRenamed = original.name.toLowerCase() !== collection.name.toLowerCase();
  const isSame =
    !isRenamed &&
    stringifyJson(original.fields) === stringifyJson(collection.fields) &&
    stringifyJson(original.indexes) === stringifyJson(collection.indexes);
  if (isSame) return;
  const missing = await dropIndexes(connection, original);
  await withoutViews(connection, "broken", async () => {
    if (isRenamed) await connection.run(schema.renameTable(original.name, collection.name));
    await dropColumns(connection, collection, original);
    await addAndRenameColumns(connection, collection, original);
  });
  for (const field of collection.fields) {
    await convertColumn(connection, { table: collection.name, field, before: byId(original.fields, field.id) });
  }
  await createIndexes(connection, collection, missing);
}

function byId(fields: readonly FieldBase[], id: string): FieldBase | undefined {
  return fields.find((field) => field.id === id);
}

async function dropColumns(connection: Connection, collection: Collection, original: Collection): Promise<void> {
  for (const field of original.fields) {
    if (byId(collection.fields, field.id) !== undefined) continue;
    const sql = connection.dialect.schema.dropColumn(collection.name, field.name);
    await explained(connection, `failed to drop column ${field.name}`, sql);
  }
}

/** New and renamed columns get a passing name first, so that names may be swapped or taken over from others. */
async function addAndRenameColumns(
  connection: Connection,
  collection: Collection,
  original: Collection,
): Promise<void> {
  const { schema } = connection.dialect;
  const table = collection.name;
  const passing: { from: string; to: string }[] = [];
  for (const field of collection.fields) {
    const before = byId(original.fields, field.id);
    if (before?.name === field.name) continue;
    const from = field.name + randomText(5);
    passing.push({ from, to: field.name });
    if (before === undefined) {
      const sql = schema.addColumn(table, { ...columnOf(connection, field), name: from });
      await explained(connection, `failed to add column ${field.name}`, sql);
    } else {
      await explained(
        connection,
        `failed to rename column ${before.name}`,
        schema.renameColumn(table, before.name, from),
      );
    }
  }
  for (const { from, to } of passing) await connection.run(schema.renameColumn(table, from, to));
}

interface Conversion {
  readonly table: string;
  readonly field: FieldBase;
  /** As it was; undefined for a new one. */
  readonly before: FieldBase | undefined;
}

/**
 * From one value to a list of it, or from a list to its last item. New columns of lists come this way too, as in
 * PocketBase, which shows in the definition of the table.
 */
async function convertColumn(connection: Connection, { table, field, before }: Conversion): Promise<void> {
  const isList = isMultiple(field);
  const wasList = before !== undefined && isMultiple(before);
  if (isList === wasList) return;
  const { schema } = connection.dialect;
  await withoutViews(connection, "all", async () => {
    const from = `_${field.name}${randomText(5)}`;
    await connection.run(schema.renameColumn(table, field.name, from));
    await connection.run(schema.addColumn(table, columnOf(connection, field)));
    const columns = { from, to: field.name };
    await connection.run(isList ? schema.copyAsList(table, columns) : schema.copyLastItem(table, columns));
    await connection.run(schema.dropColumn(table, from));
  });
}

async function explained(connection: Connection, what: string, sql: string): Promise<void> {
  try {
    await connection.run(sql);
  } catch (error) {
    throw new Error(`${what} - ${connection.dialect.schema.errorText(error)}`, { cause: error });
  }
}
