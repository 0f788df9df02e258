import { createHash } from "node:crypto";
import type { Context } from "../../model/context.ts";
import type { RecordAuthRequestEvent } from "../../model/hooks.ts";
import type { Row } from "../../database/engine.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { deleteRecord } from "../../model/records/delete.ts";
import { newRecord, recordFromRow, setValues } from "../../model/records/record-values.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { saveRecord } from "../../model/records/save.ts";
import type { Call } from "../../model/route.ts";

/** So many places of one record are remembered. */
const MAX_ORIGINS = 5;
const MAX_USER_AGENT_BYTES = 300;

/** Keeps from where a record signed in, to tell new places from known ones. A failure here must not fail the sign-in. */
export async function rememberOrigin(call: Call, event: RecordAuthRequestEvent): Promise<void> {
  const { context, record, authMethod } = event;
  const { collection } = record;
  if (authMethod === "" || collection.type !== "auth" || !collection.options.authAlert.enabled) return;
  try {
    await remember(context, record, fingerprintOf(call));
  } catch (error) {
    context.log.warn("failed to remember where a record signed in from", { error: String(error) });
  }
}

async function remember(context: Context, record: RecordModel, fingerprint: string): Promise<void> {
  const origins = context.collections.current().byName("_authOrigins");
  if (origins === undefined) throw new Error("the data directory has no _authOrigins collection");
  const known = await findOrigins(context, origins, record);
  const same = known.find((origin) => origin.text("fingerprint") === fingerprint);
  if (same === undefined) {
    for (const old of known.slice(MAX_ORIGINS - 1)) await deleteRecord(context, old);
  }
  const origin = same ?? newRecord(origins);
  if (same === undefined) {
    setValues(origin, { collectionRef: record.collection.id, recordRef: record.id, fingerprint });
  }
  await saveRecord(context, origin);
}

/** The newest first. */
async function findOrigins({ connection }: Context, origins: Collection, record: RecordModel): Promise<RecordModel[]> {
  const table = connection.dialect.quote(origins.name);
  const rows = await connection.all<Row>(
    `SELECT * FROM ${table} WHERE "collectionRef" = ? AND "recordRef" = ? ORDER BY "created" DESC`,
    [record.collection.id, record.id],
  );
  return rows.map((row) => recordFromRow(origins, row));
}

/** As PocketBase makes it, so that places known there stay known. */
function fingerprintOf(call: Call): string {
  const userAgent = Buffer.from(call.request.headers.get("user-agent") ?? "").subarray(0, MAX_USER_AGENT_BYTES);
  return createHash("md5").update(call.clientAddress).update(userAgent).digest("hex");
}
