import type { SqlValue } from "../../database/engine.ts";
import { defaultAuthOptions, parseAuthOptions } from "./auth-options.ts";
import type { Collection } from "./collection.ts";
import { DecodeError, decodeList, decodeObject, decodeText } from "./decode.ts";
import { takeStoredFields } from "./field-json.ts";
import { stringifyJson } from "../../lib/json-text.ts";

/** A row of `_collections`. */
export interface CollectionRow {
  readonly id: string;
  readonly system: number | boolean;
  readonly type: string;
  readonly name: string;
  readonly fields: string;
  readonly indexes: string;
  readonly listRule: string | null;
  readonly viewRule: string | null;
  readonly createRule: string | null;
  readonly updateRule: string | null;
  readonly deleteRule: string | null;
  readonly options: string;
  readonly created: string;
  readonly updated: string;
}

const columns = [
  "id",
  "system",
  "type",
  "name",
  "fields",
  "indexes",
  "listRule",
  "viewRule",
  "createRule",
  "updateRule",
  "deleteRule",
  "options",
  "created",
  "updated",
] as const;

/** All of a row for SELECT. */
export const COLLECTION_COLUMNS = columns.map((column) => `"${column}"`).join(", ");

/** The stored definition of a collection, which the message names, can't be read. */
export class UnreadableCollectionError extends Error {
  override readonly name = "UnreadableCollectionError";
}

/** Throws an `UnreadableCollectionError` where it can't be read. */
export function collectionFromRow(row: CollectionRow): Collection {
  try {
    const { id, name, listRule, viewRule, createRule, updateRule, deleteRule, created, updated } = row;
    const common = {
      id,
      name,
      system: Boolean(row.system),
      fields: takeStoredFields(parseStored(row.fields)),
      indexes: decodeList(parseStored(row.indexes), "indexes").map((index) => decodeText(index, "", "indexes")),
      listRule,
      viewRule,
      createRule,
      updateRule,
      deleteRule,
      created,
      updated,
    };
    const options = decodeObject(parseStored(row.options), "options");
    switch (row.type) {
      case "base":
        return { ...common, type: "base", options: {} };
      case "view":
        return { ...common, type: "view", options: { viewQuery: decodeText(options["viewQuery"], "", "viewQuery") } };
      case "auth":
        return { ...common, type: "auth", options: parseAuthOptions(options, defaultAuthOptions("empty")) };
      default:
        throw new DecodeError(`unknown collection type "${row.type}"`);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableCollectionError(`collection ${row.name}: ${reason}`, { cause: error });
  }
}

/** The statement that writes a collection's row, new or not. */
export function insertCollection(collection: Collection): { sql: string; parameters: SqlValue[] } {
  const names = columns.map((column) => `"${column}"`).join(", ");
  const marks = columns.map(() => "?").join(", ");
  return { sql: `INSERT INTO "_collections" (${names}) VALUES (${marks})`, parameters: rowValues(collection) };
}

export function updateCollection(collection: Collection): { sql: string; parameters: SqlValue[] } {
  const assignments = columns.map((column) => `"${column}" = ?`).join(", ");
  return {
    sql: `UPDATE "_collections" SET ${assignments} WHERE "id" = ?`,
    parameters: [...rowValues(collection), collection.id],
  };
}

function rowValues(collection: Collection): SqlValue[] {
  const { fields, indexes, options } = collection;
  const json = { fields: stringifyJson(fields), indexes: stringifyJson(indexes), options: stringifyJson(options) };
  const values: Readonly<Record<(typeof columns)[number], SqlValue>> = { ...collection, ...json };
  return columns.map((column) => values[column]);
}

function parseStored(text: string): unknown {
  return text === "" ? null : (JSON.parse(text) as unknown);
}
