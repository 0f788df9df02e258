import type { Row } from "../../database/engine.ts";
import { formatDate } from "../../lib/dates.ts";
import type { AuthCollection, Collection } from "../collections/collection.ts";
import { rowColumns } from "../collections/row-columns.ts";
import type { Context } from "../context.ts";
import { deleteRecord } from "../records/delete.ts";
import { recordFromRow } from "../records/record-values.ts";

/** So many are read at a time: a flood of requests may have left very many behind. */
const BATCH = 500;

/** Adds the hourly jobs that delete what is left of sign-ins which nobody finished, under PocketBase's names. */
export function addAuthCleanup(context: Context): void {
  const expression = "0 * * * *";
  context.crons.add({ id: "__pbMFACleanup__", expression, run: () => deleteExpiredMfas(context) });
  context.crons.add({ id: "__pbOTPCleanup__", expression, run: () => deleteExpiredOtps(context) });
}

export function deleteExpiredMfas(context: Context): Promise<void> {
  return deleteExpired(context, "_mfas", ({ options }) => options.mfa.duration);
}

export function deleteExpiredOtps(context: Context): Promise<void> {
  return deleteExpired(context, "_otps", ({ options }) => options.otp.duration);
}

/** Also where the collection no longer allows that way to sign in. */
async function deleteExpired(
  context: Context,
  name: "_mfas" | "_otps",
  durationSeconds: (collection: AuthCollection) => number,
): Promise<void> {
  const snapshot = context.collections.current();
  const sessions = snapshot.byName(name);
  if (sessions === undefined) return;
  for (const collection of snapshot.all) {
    if (collection.type !== "auth") continue;
    const before = formatDate(new Date(Date.now() - durationSeconds(collection) * 1000));
    let deleted = BATCH;
    while (deleted === BATCH) deleted = await deleteBatch(context, sessions, { collectionRef: collection.id, before });
  }
}

async function deleteBatch(
  context: Context,
  sessions: Collection,
  { collectionRef, before }: { collectionRef: string; before: string },
): Promise<number> {
  const { connection } = context;
  const table = connection.dialect.quote(sessions.name);
  const columns = rowColumns(connection.dialect, sessions);
  const rows = await connection.all<Row>(
    `SELECT ${columns} FROM ${table} WHERE "collectionRef" = ? AND "created" < ? LIMIT ${BATCH}`,
    [collectionRef, before],
  );
  for (const row of rows) await deleteRecord(context, recordFromRow(sessions, row));
  return rows.length;
}
