import { createHash } from "node:crypto";
import type { Context } from "../../model/context.ts";
import type { RecordAuthRequestEvent } from "../../model/hook-events.ts";
import type { Row } from "../../database/engine.ts";
import { nowText } from "../../lib/dates.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { rowColumns } from "../../model/collections/row-columns.ts";
import { canSendMails } from "../../model/mails/mailer.ts";
import { sendAuthAlert } from "../../model/mails/record-mails.ts";
import { deleteRecord } from "../../model/records/delete.ts";
import { newRecord, recordFromRow, setValues } from "../../model/records/record-values.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { saveRecord } from "../../model/records/save.ts";
import type { Call } from "../../model/route.ts";

/** So many places of one record are remembered. */
const MAX_ORIGINS = 5;
const MAX_USER_AGENT_BYTES = 300;

/**
 * Keeps from where a record signed in, and mails it when that is a new place (not at the first sign-in ever). A failure here
 * must not fail the sign-in, nor does it wait for the mail.
 */
export function rememberOrigin(call: Call, event: RecordAuthRequestEvent): void | Promise<void> {
  const { context, record, authMethod } = event;
  const { collection } = record;
  if (authMethod === "" || collection.type !== "auth" || !collection.options.authAlert.enabled) return;
  return remember(context, record, call).catch((error: unknown) => {
    context.log.warn("failed to store the origin of a sign-in", { error: String(error) });
  });
}

async function remember(context: Context, record: RecordModel, call: Call): Promise<void> {
  const { fingerprint, info } = placeOf(call);
  const origins = context.collections.current().byName("_authOrigins");
  if (origins === undefined) throw new Error("the data directory has no _authOrigins collection");
  const known = await findOrigins(context, origins, record);
  const same = known.find((origin) => origin.text("fingerprint") === fingerprint);
  if (same !== undefined) return saveRecord(context, same);

  const origin = newRecord(origins);
  setValues(origin, { collectionRef: record.collection.id, recordRef: record.id, fingerprint });
  const keep = async (): Promise<void> => {
    for (const old of known.slice(MAX_ORIGINS - 1)) await deleteRecord(context, old);
    await saveRecord(context, origin);
  };
  const key = `auth-alert/${record.collection.id}/${record.id}/${fingerprint}`;
  if (known.length === 0 || record.text("email") === "" || !mayAlert(context)) return keep();
  if (!(await context.signInGuard.claimMail(key))) return;
  if (!(await context.signInGuard.allowMailTo("authAlert", record.text("email")))) {
    context.log.warn("no alert about a sign-in from a new place was mailed, because too many were sent already", {
      recordId: record.id,
    });
    return;
  }
  // A place is known once its mail went out: where that failed, the next sign-in from there tries again.
  context.background.run("mail an alert about a sign-in from a new place", async () => {
    try {
      await sendAuthAlert(context, record, info);
      await keep();
    } finally {
      await context.signInGuard.releaseMail(key);
    }
  });
}

/** Alerts are on from the start: a server whose owner has set up no mail yet has nothing to report about them. */
function mayAlert(context: Context): boolean {
  return canSendMails(context) || !context.hooks.onMailerRecordAuthAlertSend.isEmpty;
}

/** The newest first. */
async function findOrigins({ connection }: Context, origins: Collection, record: RecordModel): Promise<RecordModel[]> {
  const table = connection.dialect.quote(origins.name);
  const columns = rowColumns(connection.dialect, origins);
  const rows = await connection.all<Row>(
    `SELECT ${columns} FROM ${table} WHERE "collectionRef" = ? AND "recordRef" = ? ORDER BY "created" DESC`,
    [record.collection.id, record.id],
  );
  return rows.map((row) => recordFromRow(origins, row));
}

interface Place {
  /** As PocketBase makes it, so that places known there stay known. */
  readonly fingerprint: string;
  /** What the mail says of it. */
  readonly info: string;
}

function placeOf({ request, clientAddress }: Call): Place {
  const userAgent = Buffer.from(request.headers.get("user-agent") ?? "").subarray(0, MAX_USER_AGENT_BYTES);
  const fingerprint = createHash("md5").update(clientAddress).update(userAgent).digest("hex");
  return { fingerprint, info: `${nowText()} - ${clientAddress} ${userAgent.toString()}`.trim() };
}
