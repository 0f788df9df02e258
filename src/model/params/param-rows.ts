import type { Connection, SqlValue } from "../../database/engine.ts";
import { nowText } from "../../lib/dates.ts";

/**
 * The one store of `_params`, a table of values by id. PocketBase reads and writes only its own row there, the settings, so
 * Baobox keeps small values of its own beside it, under ids that PocketBase does not use:
 *
 * - `settings`: the settings, as PocketBase stores them
 * - `baobox_channels`: the rules of channels
 * - `baobox_views_COLLECTION`: the dashboard's saved views of a collection
 * - `owedDeletion:ID`: a deletion of files that failed and is tried again
 */
export const PARAMS_TABLE = "_params";
export const SETTINGS_ID = "settings";

export interface Param {
  readonly value: SqlValue;
}

/** Null if there is no row with the id. */
export function findParam(connection: Connection, id: string): Promise<Param | null> {
  return connection.get<{ value: SqlValue }>(`SELECT "value" FROM ${PARAMS_TABLE} WHERE "id" = ?`, [id]);
}

/** The oldest rows first. `prefix` must end with a character below U+007F. */
export function listParams(connection: Connection, prefix: string, limit: number): Promise<Param[]> {
  const sql = `SELECT "value" FROM ${PARAMS_TABLE} WHERE "id" >= ? AND "id" < ? ORDER BY "created" LIMIT ${limit}`;
  return connection.all<{ value: SqlValue }>(sql, [prefix, afterPrefix(prefix)]);
}

export interface NewParam extends Param {
  readonly id: string;
  /** When the row was created or changed. Default: now. */
  readonly date?: string;
}

/** One statement: of two writers at once both succeed. */
export async function saveParam(connection: Connection, { id, value, date = nowText() }: NewParam): Promise<void> {
  const sql = `INSERT INTO ${PARAMS_TABLE} ("id", "value", "created", "updated") VALUES (?, ?, ?, ?)
    ON CONFLICT ("id") DO UPDATE SET "value" = excluded."value", "updated" = excluded."updated"`;
  await connection.run(sql, [id, value, date, date]);
}

export async function deleteParam(connection: Connection, id: string): Promise<void> {
  await connection.run(`DELETE FROM ${PARAMS_TABLE} WHERE "id" = ?`, [id]);
}

/** Deletes the rows whose id is the prefix and the id of a collection that no longer exists. */
export async function deleteParamsOfLostCollections(connection: Connection, prefix: string): Promise<void> {
  const sql = `DELETE FROM ${PARAMS_TABLE} WHERE "id" >= ? AND "id" < ?
    AND substr("id", ${prefix.length + 1}) NOT IN (SELECT "id" FROM "_collections")`;
  await connection.run(sql, [prefix, afterPrefix(prefix)]);
}

/** The first text after all that begin with the prefix. */
function afterPrefix(prefix: string): string {
  const last = prefix.length - 1;
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
}
