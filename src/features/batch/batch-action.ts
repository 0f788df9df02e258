import { inferValue } from "../../lib/infer-value.ts";
import type { Context } from "../../model/context.ts";
import { toText } from "../../lib/convert.ts";
import { findRecordById } from "../../model/records/find.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { InnerRequest } from "../../model/route.ts";
import { createRecord } from "../records/create-record.ts";
import { deleteRecord } from "../records/delete-record.ts";
import { updateRecord } from "../records/update-record.ts";
import type { BatchRequest } from "./batch-request.ts";

export type ActionName = "create" | "update" | "delete";

/** What a request of a batch does. */
export interface BatchAction {
  readonly name: ActionName;
  /** Id or name. */
  readonly collection: string;
  /** "" for a record to create. */
  readonly id: string;
  /** What follows the `?`. */
  readonly query: string;
}

const PATH = /^\/api\/collections\/([^/?]+)\/records(?:\/([^/?]+))?(?:\?(.*))?$/s;

/** Null for what can't be done in a batch. A PUT updates the record of the body's id, or creates it where there is none. */
export async function findAction(context: Context, { method, url, body }: BatchRequest): Promise<BatchAction | null> {
  const [path, collection = "", id = "", query = ""] = PATH.exec(url) ?? [];
  if (path === undefined) return null;
  const hasId = id !== "";
  if (method === "POST" && !hasId) return { name: "create", collection, id, query };
  if (method === "PATCH" && hasId) return { name: "update", collection, id, query };
  if (method === "DELETE" && hasId) return { name: "delete", collection, id, query };
  if (method !== "PUT" || hasId) return null;
  const target = context.collections.current().find(collection);
  const given = toText(body["id"]);
  const exists = target !== undefined && given !== "" && (await findRecordById(context, target, given)) !== null;
  return exists ? { name: "update", collection, id: given, query } : { name: "create", collection, id: "", query };
}

interface ActionResult {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export async function runAction(
  context: Context,
  outer: RequestInfo,
  { action, request }: { action: BatchAction; request: BatchRequest },
): Promise<ActionResult> {
  const info = innerRequest(outer, action, request);
  if (action.name === "delete") {
    await deleteRecord(context, info, action);
    return { status: 204, body: "null" };
  }
  const run = action.name === "create" ? createRecord : updateRecord;
  const answer = await run(context, info, action);
  return { status: 200, body: answer === "" ? "null" : answer };
}

/** What the rate limits are asked about. */
export function limitedRequest({ name, collection, id }: BatchAction): InnerRequest {
  const path = `/api/collections/${collection}/records${id === "" ? "" : `/${id}`}`;
  return { method: METHOD_OF[name], path, collection, action: name };
}

const METHOD_OF: Readonly<Record<ActionName, string>> = { create: "POST", update: "PATCH", delete: "DELETE" };

/** As if it had come on its own as a form, in which PocketBase counts the query as a part of the body. */
function innerRequest(outer: RequestInfo, action: BatchAction, request: BatchRequest): RequestInfo {
  const query: Record<string, string> = {};
  const inQuery: Record<string, unknown> = {};
  if (action.query !== "") {
    for (const [name, value] of new URLSearchParams(action.query)) {
      if (Object.hasOwn(query, name)) continue;
      query[name] = value;
      inQuery[name] = inferValue(value);
    }
  }
  return {
    method: METHOD_OF[action.name],
    context: "batch",
    query,
    get headers() {
      return { ...outer.headers, ...ownHeaders(request), content_type: "multipart/form-data" };
    },
    body: withoutFileKeys(action.query === "" ? request.body : { ...inQuery, ...request.body }, request.files),
    files: request.files,
    auth: outer.auth,
  };
}

/** In a batch, files take the place of what the body has under their key. */
function withoutFileKeys(body: RequestInfo["body"], files: BatchRequest["files"]): RequestInfo["body"] {
  if (files === undefined || files.size === 0) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !files.has(name)));
}

/** Who signs in is decided for the whole batch. */
function ownHeaders({ headers }: BatchRequest): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase().replaceAll("-", "_"), value]);
  return Object.fromEntries(entries.filter(([name]) => name !== "authorization")) as Record<string, string>;
}
