import { setImmediate } from "node:timers/promises";
import type { Row, SqlValue } from "../../database/engine.ts";
import { type Context, inTransaction } from "../context.ts";
import { deleteRecord } from "../records/delete.ts";
import { recordFromRow } from "../records/record-values.ts";
import type { Collection } from "../collections/collection.ts";
import { rowColumns } from "../collections/row-columns.ts";

const BATCH_SIZE = 100;
/** Large collections take their time; the usual limit is for hooks that hang. */
const TIMEOUT_MS = 30 * 60 * 1000;

/**
 * Deletes all records of the collection in one transaction, oldest first: with their files, their cascades and the hooks of each. Throws
 * where a record must not be deleted, and for views.
 */
export async function truncateCollection(context: Context, collection: Collection): Promise<void> {
  if (collection.type === "view") {
    throw new Error("view collections cannot be truncated since they don't store their own records");
  }
  await inTransaction(context, (inner) => deleteAll(inner, collection), { timeoutMs: TIMEOUT_MS });
}

async function deleteAll(context: Context, collection: Collection): Promise<void> {
  const { connection } = context;
  const { dialect } = connection;
  const table = dialect.quote(collection.name);
  const age = dialect.expressions.rowId(table);
  const sql = `SELECT ${rowColumns(dialect, collection)}, ${age} AS "@age" FROM ${table} WHERE ${age} > ? ORDER BY ${age} LIMIT ${BATCH_SIZE}`;
  let last: SqlValue = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows: Row[] = await connection.all<Row>(sql, [last]);
    for (const row of rows) {
      const record = recordFromRow(collection, row);
      last = row["@age"] ?? null;
      // A cascade of an earlier record may have taken this one along.
      const exists = await connection.get(`SELECT 1 FROM ${table} WHERE "id" = ?`, [record.id]);
      if (exists !== null) await deleteRecord(context, record);
    }
    if (rows.length < BATCH_SIZE) return;
    // Lets requests that only read have their turn.
    await setImmediate();
  }
}
