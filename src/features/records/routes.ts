import { escapeLongJson } from "../../lib/json-text.ts";
import { loadedAtCall, loadedParts } from "../../lib/lazy.ts";
import { FieldsSyntaxError } from "../../lib/pick-fields.ts";
import { maxRecordBodyBytes, maxRecordJsonValues } from "../../model/records/max-body-bytes.ts";
import type { Call, Route } from "../../model/route.ts";
import { createRecord } from "./create-record.ts";
import { deleteRecord } from "./delete-record.ts";
import { listRecords } from "./list-records.ts";
import { updateRecord } from "./update-record.ts";
import { viewRecord, type RecordTarget } from "./view-record.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).recordApi);

const LIST = "/api/collections/:collection/records";
const ONE = "/api/collections/:collection/records/:id";

export const recordRoutes: readonly Route[] = [
  {
    method: "GET",
    path: LIST,
    rateLimitAction: "list",
    repeats: true,
    describe: api("list"),
    handle(call) {
      const target = { collection: call.params["collection"] ?? "", client: () => call.clientAddress };
      return answer(call, listRecords(call.context, call.info(), target));
    },
  },
  {
    method: "GET",
    path: ONE,
    rateLimitAction: "view",
    repeats: true,
    describe: api("view"),
    handle: (call) => answer(call, viewRecord(call.context, call.info(), targetOf(call))),
  },
  {
    method: "POST",
    path: LIST,
    rateLimitAction: "create",
    repeats: true,
    describe: api("create"),
    maxBodyBytes: maxRecordBodyBytes,
    maxJsonValues: maxRecordJsonValues,
    async handle(call) {
      return answer(call, createRecord(call.context, await call.readInfo(), targetOf(call)));
    },
  },
  {
    method: "PATCH",
    path: ONE,
    rateLimitAction: "update",
    repeats: true,
    describe: api("update"),
    maxBodyBytes: maxRecordBodyBytes,
    maxJsonValues: maxRecordJsonValues,
    async handle(call) {
      return answer(call, updateRecord(call.context, await call.readInfo(), targetOf(call)));
    },
  },
  {
    method: "DELETE",
    path: ONE,
    rateLimitAction: "delete",
    repeats: true,
    describe: api("delete"),
    async handle(call) {
      const isDone = await deleteRecord(call.context, call.info(), targetOf(call));
      return isDone ? call.noContent() : new Response(null);
    },
  },
  {
    method: "GET",
    path: "/api/collections/:collection/meta/summary",
    access: "superuser",
    describe: api("summarize"),
    handle: loadedAtCall(async () => (await import("./summarize-records.ts")).summarizeRecords),
  },
  {
    method: "POST",
    path: "/api/collections/:collection/meta/test-rules",
    access: "superuser",
    describe: api("testRules"),
    handle: loadedAtCall(async () => (await import("./test-rules.ts")).testRules),
  },
];

function targetOf({ params }: Call): RecordTarget {
  return { collection: params["collection"] ?? "", id: params["id"] ?? "" };
}

/**
 * Answers nothing where a hook ended the request. Like PocketBase, also where the `fields` of the query can't be understood: the
 * operation itself was done.
 */
async function answer(call: Call, text: string | Promise<string>): Promise<Response> {
  try {
    const json = await text;
    if (json === "") return new Response(null);
    const escaped = escapeLongJson(json, () => call.turns);
    return call.jsonText(typeof escaped === "string" ? escaped : await escaped);
  } catch (error) {
    if (error instanceof FieldsSyntaxError) return call.jsonText("");
    throw error;
  }
}
