import { badRequest } from "../../lib/api-error.ts";
import type { AuthCollection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { RecordAuthRequestEvent } from "../../model/hook-events.ts";
import { deleteRecord } from "../../model/records/delete.ts";
import { findRecordById } from "../../model/records/find.ts";
import { newRecord, setValues } from "../../model/records/record-values.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { saveRecord } from "../../model/records/save.ts";
import { readBody } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { recordMatchesRule } from "../../model/rules/match-rule.ts";
import { validateRule } from "../../model/rules/validate-rule.ts";

/**
 * The id of a session to which the client has to add another way of signing in; null where this sign-in is enough: none is
 * required, or it is the second one.
 */
export function requireSecondFactor(call: Call, event: RecordAuthRequestEvent): string | null | Promise<string | null> {
  const { record, authMethod } = event;
  const { collection } = record;
  if (collection.type !== "auth" || !collection.options.mfa.enabled || authMethod === "") return null;
  return takeFactor(call, event, collection);
}

async function takeFactor(
  call: Call,
  event: RecordAuthRequestEvent,
  collection: AuthCollection,
): Promise<string | null> {
  const { context, record, authMethod, request } = event;
  if (!(await isRequired(event, collection))) return null;

  const body = await readBody(call, "Failed to read MFA Id");
  const mfaId = request.query["mfaId"] || (typeof body.body["mfaId"] === "string" ? body.body["mfaId"] : "");
  const sessions = context.collections.current().byName("_mfas");
  if (sessions === undefined) throw new Error("the data directory has no _mfas collection");
  if (mfaId === "") {
    const session = newRecord(sessions);
    setValues(session, { collectionRef: collection.id, recordRef: record.id, method: authMethod });
    await saveRecord(context, session);
    return session.id;
  }

  const session = await findRecordById(context, sessions, mfaId);
  if (session === null || hasExpired(session, collection.options.mfa.duration)) {
    if (session !== null) await forget(context, session);
    throw badRequest("Invalid or expired MFA session.");
  }
  if (session.text("recordRef") !== record.id || session.text("collectionRef") !== collection.id) {
    throw badRequest("Invalid MFA session.");
  }
  if (session.text("method") === authMethod) throw badRequest("A different authentication method is required.");
  await forget(context, session);
  return null;
}

/** A rule that can't be read must not open the door: it is an error. */
async function isRequired(event: RecordAuthRequestEvent, collection: AuthCollection): Promise<boolean> {
  const { context, record, request } = event;
  const { rule } = collection.options.mfa;
  if (rule === "") return true;
  if (validateRule(context, collection, rule) !== null) throw badRequest("Failed to authenticate.");
  return recordMatchesRule(context, record, { rule, request });
}

function hasExpired(session: RecordModel, durationSeconds: number): boolean {
  return Date.parse(session.text("created").replace(" ", "T")) + durationSeconds * 1000 < Date.now();
}

async function forget(context: Context, session: RecordModel): Promise<void> {
  try {
    await deleteRecord(context, session);
  } catch (error) {
    context.log.warn("failed to delete an MFA session", { id: session.id, error: String(error) });
  }
}
