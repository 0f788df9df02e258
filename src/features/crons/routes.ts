import { loadedParts } from "../../lib/lazy.ts";
import { notFound } from "../../lib/api-error.ts";
import type { Call, Route } from "../../model/route.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).cronApi);

export const cronRoutes: readonly Route[] = [
  { method: "GET", path: "/api/crons", access: "superuser", handle: listCrons, describe: api("list") },
  { method: "POST", path: "/api/crons/:id", access: "superuser", handle: runCron, describe: api("run") },
];

/** PocketBase's own jobs come last, the others by id. */
function listCrons(call: Call): Response {
  const jobs = call.context.crons.list().map(({ id, expression }) => ({ id, expression }));
  const isOwn = ({ id }: { id: string }): boolean => id.startsWith("__pb");
  const others = jobs.filter((job) => !isOwn(job)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return call.json([...others, ...jobs.filter(isOwn)]);
}

/** A job may hang for ever. */
const MAX_WAIT_MS = 5 * 60 * 1000;

/** Starts the job and logs its outcome. With `?wait=true` the answer waits for the outcome and reports it. */
async function runCron(call: Call): Promise<Response> {
  const { crons } = call.context;
  const id = call.params["id"] ?? "";
  if (!crons.list().some((job) => job.id === id)) throw notFound("Missing or invalid cron job");
  if (call.query.get("wait") !== "true") {
    void crons.run(id);
    return call.noContent();
  }
  call.keepOpen();
  const startedMs = performance.now();
  const error = (await crons.run(id, MAX_WAIT_MS)) ?? null;
  return call.json({ durationMs: Math.round(performance.now() - startedMs), error });
}
