import type { Row, SqlValue } from "../../database/engine.ts";
import type { Collection } from "../collections/collection.ts";
import { rowById, rowColumns } from "../collections/row-columns.ts";
import type { Context } from "../context.ts";
import { inList } from "../../database/in-list.ts";
import type { RecordModel } from "./record.ts";
import { recordFromRow } from "./record-values.ts";

/** More ids than this are asked for in several statements. */
const MAX_IDS = 500;

export async function findRecordById(
  context: Context,
  collection: Collection,
  id: string,
): Promise<RecordModel | null> {
  if (id === "") return null;
  const { connection } = context;
  const row = await connection.getById<Row>(rowById(connection.dialect, collection), id);
  return row === null ? null : recordFromRow(collection, row);
}

/** The records that exist, in the order of the ids. */
export async function findRecordsByIds(
  context: Context,
  collection: Collection,
  ids: readonly string[],
): Promise<RecordModel[]> {
  const { connection } = context;
  const table = connection.dialect.quote(collection.name);
  const columns = rowColumns(connection.dialect, collection);
  const found = new Map<string, RecordModel>();
  for (let start = 0; start < ids.length; start += MAX_IDS) {
    const some = ids.slice(start, start + MAX_IDS);
    const { placeholders, parameters } = inList(some);
    const sql = `SELECT ${columns} FROM ${table} WHERE id IN (${placeholders})`;
    for (const row of await connection.all<Row>(sql, parameters)) {
      const record = recordFromRow(collection, row);
      found.set(record.id, record);
    }
  }
  return [...new Set(ids)].map((id) => found.get(id)).filter((record) => record !== undefined);
}

/** The first record whose field has the value; `ignoreCase` for identities such as emails. */
export async function findRecordByField(
  context: Context,
  collection: Collection,
  { field, value, ignoreCase = false }: { field: string; value: SqlValue; ignoreCase?: boolean },
): Promise<RecordModel | null> {
  const { connection } = context;
  const table = connection.dialect.quote(collection.name);
  const column = connection.dialect.quote(field);
  const equals = ignoreCase ? connection.dialect.expressions.isSameIgnoringCase(column, "?") : `${column} = ?`;
  // Indexes of emails leave out the empty ones, and serve only conditions that say so too.
  const condition =
    field !== "id" && typeof value === "string" && value !== "" ? `${equals} AND ${column} <> ''` : equals;
  const columns = rowColumns(connection.dialect, collection);
  const row = await connection.get<Row>(`SELECT ${columns} FROM ${table} WHERE ${condition} LIMIT 1`, [value]);
  return row === null ? null : recordFromRow(collection, row);
}
