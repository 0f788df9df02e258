import { andThen } from "../../lib/and-then.ts";
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

export interface FoundAction {
  readonly action: BatchAction;
  readonly request: BatchRequest;
  /** What the rate limits are asked about. */
  readonly limited: InnerRequest;
}

const PATH = /^\/api\/collections\/([^/?]+)\/records(?:\/([^/?]+))?(?:\?(.*))?$/s;

/**
 * Null for what can't be done in a batch. A PUT updates the record of the body's id, or creates it where there is none. `previous` is
 * the request before and its action, which is often the same.
 */
export function findAction(
  context: Context,
  { method, url, body }: BatchRequest,
  previous: FoundAction | null = null,
): BatchAction | null | Promise<BatchAction> {
  if (method === "POST" && previous?.request.url === url && previous.request.method === method) return previous.action;
  const [path, collection = "", id = "", query = ""] = PATH.exec(url) ?? [];
  if (path === undefined) return null;
  const hasId = id !== "";
  if (method === "POST" && !hasId) return { name: "create", collection, id, query };
  if (method === "PATCH" && hasId) return { name: "update", collection, id, query };
  if (method === "DELETE" && hasId) return { name: "delete", collection, id, query };
  if (method !== "PUT" || hasId) return null;
  return findUpsert(context, { collection, query, id: toText(body["id"]) });
}

async function findUpsert(
  context: Context,
  { collection, query, id }: Pick<BatchAction, "collection" | "query" | "id">,
): Promise<BatchAction> {
  const target = context.collections.current().find(collection);
  const exists = target !== undefined && id !== "" && (await findRecordById(context, target, id)) !== null;
  return exists ? { name: "update", collection, id, query } : { name: "create", collection, id: "", query };
}

/** The result as JSON text. Without a promise where nothing has to be waited for. */
export function runAction(
  context: Context,
  outer: RequestInfo,
  { action, request }: Pick<FoundAction, "action" | "request">,
): string | Promise<string> {
  const info = new InnerRequestInfo(outer, action, request);
  if (action.name === "delete") return andThen(deleteRecord(context, info, action), () => resultText("null", 204));
  const run = action.name === "create" ? createRecord : updateRecord;
  return andThen(run(context, info, action), (answer) => resultText(answer === "" ? "null" : answer, 200));
}

function resultText(body: string, status: number): string {
  return `{"body":${body},"status":${status}}`;
}

export function limitedRequest({ name, collection, id }: BatchAction): InnerRequest {
  const path = `/api/collections/${collection}/records${id === "" ? "" : `/${id}`}`;
  return { method: METHOD_OF[name], path, collection, action: name };
}

const METHOD_OF: Readonly<Record<ActionName, string>> = { create: "POST", update: "PATCH", delete: "DELETE" };

/** As if it had come on its own as a form, in which PocketBase counts the query as a part of the body. */
class InnerRequestInfo implements RequestInfo {
  readonly method: string;
  readonly context = "batch";
  readonly query: Readonly<Record<string, string>>;
  readonly body: RequestInfo["body"];
  readonly files: BatchRequest["files"];
  readonly auth: RequestInfo["auth"];
  readonly #outer: RequestInfo;
  readonly #request: BatchRequest;

  constructor(outer: RequestInfo, action: BatchAction, request: BatchRequest) {
    this.method = METHOD_OF[action.name];
    this.files = request.files;
    this.auth = outer.auth;
    this.#outer = outer;
    this.#request = request;
    const { values, inferred } = action.query === "" ? { values: {}, inferred: null } : readQuery(action.query);
    this.query = values;
    this.body = withoutFileKeys(inferred === null ? request.body : { ...inferred, ...request.body }, request.files);
  }

  get headers(): Readonly<Record<string, string>> {
    return { ...this.#outer.headers, ...ownHeaders(this.#request), content_type: "multipart/form-data" };
  }
}

/** The first value of each parameter, as text and as a form's values are understood. */
function readQuery(query: string): { values: Record<string, string>; inferred: Record<string, unknown> } {
  const values: Record<string, string> = {};
  const inferred: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (Object.hasOwn(values, name)) continue;
    values[name] = value;
    inferred[name] = inferValue(value);
  }
  return { values, inferred };
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
