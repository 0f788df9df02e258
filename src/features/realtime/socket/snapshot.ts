import type { Row } from "../../../database/engine.ts";
import { ApiError, badRequest, forbidden, notFound } from "../../../lib/api-error.ts";
import { isSuperuser } from "../../../model/records/is-superuser.ts";
import type { Collection } from "../../../model/collections/collection.ts";
import type { Context } from "../../../model/context.ts";
import { presentRows } from "../../../model/records/present.ts";
import type { RecordModel } from "../../../model/records/record.ts";
import type { RequestInfo } from "../../../model/request-info.ts";
import { findRecordRow } from "../../../model/rules/find-record-row.ts";
import { planRecords } from "../../../model/rules/plan-records.ts";
import type { Subscription } from "../subscription.ts";

const DEFAULT_LIMIT = 500;
/** 16 MiB of texts: they leave in one message, and a number is made of each record in one go. */
const MAX_SNAPSHOT_BYTES = 16 * 1024 * 1024;

export interface Snapshot {
  readonly rows: readonly Row[];
  /** A JSON array of them, as answers of the REST API have it. */
  readonly records: string;
  readonly isComplete: boolean;
}

interface SnapshotRequest {
  readonly subscription: Subscription;
  readonly auth: RecordModel | null;
  readonly limit: number | undefined;
}

/** The records that a subscription is about, as the REST API would list them now. Throws the same errors. */
export async function readSnapshot(context: Context, { subscription, auth, limit = DEFAULT_LIMIT }: SnapshotRequest) {
  const { topic, query, headers } = subscription;
  const slash = topic.indexOf("/");
  const name = slash < 0 ? topic : topic.slice(0, slash);
  const recordId = slash < 0 ? "*" : topic.slice(slash + 1);
  const collection = context.collections.current().find(name);
  if (collection === undefined) throw notFound(`There is no collection ${JSON.stringify(name)}.`);
  const { turns } = context;
  const request: RequestInfo = { method: "GET", context: "realtime", query, headers, body: {}, auth, turns };
  const rule = recordId === "*" ? collection.listRule : collection.viewRule;
  if (rule === null && !isSuperuser(auth)) throw forbidden("Only superusers can perform this action.");
  const source = { collection, rule: isSuperuser(auth) ? "" : rule, request };
  const found =
    recordId === "*" ? await listRows(context, source, limit) : await findRow(context, { ...source, id: recordId });
  const records = await presentRows(context, request, { collection, rows: found.rows });
  return { ...found, records } satisfies Snapshot;
}

interface Source {
  readonly collection: Collection;
  readonly rule: string | null;
  readonly request: RequestInfo;
}

async function listRows(context: Context, { collection, rule, request }: Source, limit: number) {
  const { filter = "", sort = "" } = request.query;
  const allowHidden = isSuperuser(request.auth);
  const plan = planSnapshot(() => planRecords(context, { collection, rule, filter, sort, request, allowHidden }));
  const { sql, parameters } = plan.select({ limit: limit + 1, offset: 0 });
  const rows = await context.database.all<Row>(sql, parameters, MAX_SNAPSHOT_BYTES);
  return { rows: rows.slice(0, limit), isComplete: rows.length <= limit };
}

/** Says where to look, but not which fields there are. */
function planSnapshot<Plan>(plan: () => Plan): Plan {
  try {
    return plan();
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.status !== 400) throw cause;
    throw badRequest("The filter or sort of the topic names a field that is unknown or can't be used.", { cause });
  }
}

async function findRow(context: Context, { collection, rule, request, id }: Source & { readonly id: string }) {
  if ((request.query["filter"] ?? "") !== "") throw badRequest("A filter needs a topic of many records.");
  const row = await findRecordRow(context, { collection, id, rule, request });
  return { rows: row === null ? [] : [row], isComplete: true };
}
