import { loadedParts } from "../../lib/lazy.ts";
import { badRequest, notFound } from "../../lib/api-error.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import { FieldsSyntaxError, parseFields } from "../../lib/pick-fields.ts";
import { offsetOf, parseListOptions } from "../../model/list-options.ts";
import { countLogsByLevel, isLogInterval } from "../../model/logs/count-logs.ts";
import { countLogs, countLogsByHour, findLog, findLogs } from "../../model/logs/find-logs.ts";
import type { LogRow } from "../../model/logs/log-entry.ts";
import type { Call, Route } from "../../model/route.ts";
import { isRuleProblem } from "../../model/rules/resolved.ts";
import { deleteLogs } from "./delete-logs.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).logApi);

/** Whoever reads the logs, as with a live view, does not fill them. */
const reading = { access: "superuser", skipSuccessLog: true } as const;

export const logRoutes: readonly Route[] = [
  { method: "GET", path: "/api/logs", ...reading, handle: listLogs, describe: api("list") },
  { method: "DELETE", path: "/api/logs", ...reading, handle: deleteLogs, describe: api("delete") },
  { method: "GET", path: "/api/logs/stats", ...reading, handle: showStats, describe: api("stats") },
  { method: "GET", path: "/api/logs/:id", ...reading, handle: viewLog, describe: api("view") },
];

async function listLogs(call: Call): Promise<Response> {
  const { auxiliary, logs } = call.context;
  const { filter, sort, page, perPage, skipTotal } = parseListOptions(call.info().query);
  // What was logged a moment ago is seen.
  await logs.flush();
  const [rows, totalItems] = await explained("", async () => [
    await findLogs(auxiliary, { filter, sort, limit: perPage, offset: offsetOf({ page, perPage }) }),
    skipTotal ? -1 : await countLogs(auxiliary, filter),
  ]);
  const items = picked(rows.map(logJson), call.query.get("fields") ?? "");
  const totalPages = skipTotal ? -1 : Math.ceil(totalItems / perPage);
  return call.jsonText(items === null ? "" : stringifyJson({ items, page, perPage, totalItems, totalPages }));
}

/** `fields` are those of the items. Null where it can't be read: PocketBase then answers with an empty body. */
function picked(items: readonly unknown[], fields: string): unknown {
  if (fields === "") return items;
  try {
    return parseFields(fields).pick(items);
  } catch (error) {
    if (error instanceof FieldsSyntaxError) return null;
    throw error;
  }
}

async function showStats(call: Call): Promise<Response> {
  const { auxiliary, logs } = call.context;
  await logs.flush();
  const filter = call.query.get("filter") ?? "";
  const interval = call.query.get("interval") ?? "";
  if (interval === "") {
    return call.json(await explained("Invalid filter format.", () => countLogsByHour(auxiliary, filter)));
  }
  if (!isLogInterval(interval)) throw badRequest("The interval must be second, minute, hour or day.");
  return call.json(await explained("Invalid filter format.", () => countLogsByLevel(auxiliary, { filter, interval })));
}

async function viewLog(call: Call): Promise<Response> {
  const { auxiliary, logs } = call.context;
  await logs.flush();
  const row = await findLog(auxiliary, call.params["id"] ?? "");
  if (row === null) throw notFound();
  return call.json(logJson(row));
}

function logJson({ id, created, data, message, level }: LogRow) {
  return { id, created, data: parsed(data), message, level };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return {};
  }
}

async function explained<T>(message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw isRuleProblem(cause) ? badRequest(message, { cause }) : cause;
  }
}
