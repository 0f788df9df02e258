import { version } from "../../../package.json";
import { POCKETBASE_VERSION } from "../../lib/pocketbase-version.ts";
import { formatDate } from "../../lib/dates.ts";
import { type CountedRequests, STEP_MS, routeTimes } from "../../lib/request-stats.ts";
import type { Context } from "../../model/context.ts";
import type { JobFigures } from "../../model/protocol/instance-figures.ts";
import type { Call, Route } from "../../model/route.ts";
import { adviceFor } from "./advice.ts";
import { metricsApi, overviewApi, searchIndexesApi, slowQueriesApi } from "./openapi.ts";
import { countProposals, forgetSlowQueries, showSlowQueries, slowestQueries } from "./slow-queries.ts";
import { countCollections } from "./count-collections.ts";
import { askForFigures, lastRuns, requestsOfAll } from "./instance-figures.ts";
import { clientsOf, listNodes } from "./list-nodes.ts";
import { hasMetricsToken } from "./metrics-access.ts";
import { metricsText } from "./metrics.ts";
import { PROMETHEUS_TYPE } from "./prometheus-text.ts";
import { createSearchIndex, slowSearches } from "./search-indexes.ts";
import { FilesMeter, findBackups, measureDatabases } from "./measure-storage.ts";
import type { RecordFilesSize } from "./measure-storage.ts";

/**
 * For superusers: what operators look at, as JSON and in Prometheus' text form. The latter also for whoever has `metricsToken`; null: that
 * is nobody.
 */
export function overviewRoutes(metricsToken: string | null): readonly Route[] {
  const meter = new FilesMeter();
  // The page and Prometheus ask again and again, which is no news.
  const common = { method: "GET", yields: true, access: "superuser", skipSuccessLog: true } as const;
  return [
    { ...common, path: "/api/overview", describe: overviewApi, handle: (call) => showOverview(call, meter) },
    { ...common, path: "/api/slow-queries", describe: slowQueriesApi.show, handle: showSlowQueries },
    {
      method: "DELETE",
      path: "/api/slow-queries",
      access: "superuser",
      describe: slowQueriesApi.forget,
      handle: forgetSlowQueries,
    },
    {
      method: "POST",
      path: "/api/search-indexes",
      access: "superuser",
      describe: searchIndexesApi,
      handle: createSearchIndex,
    },
    {
      ...common,
      path: "/api/metrics",
      describe: metricsApi,
      admits: ({ request }) => hasMetricsToken(request, metricsToken),
      handle: showMetrics,
    },
  ];
}

async function showMetrics({ context }: Call): Promise<Response> {
  return new Response(await metricsText(context), { headers: { "content-type": PROMETHEUS_TYPE } });
}

async function showOverview(call: Call, meter: FilesMeter): Promise<Response> {
  const { context } = call;
  const [instances, databases, files, backups, collections, slowQueries, proposedIndexes, searches] = await Promise.all(
    [
      askForFigures(context),
      measureDatabases(context),
      meter.size(context),
      findBackups(context),
      countCollections(context),
      slowestQueries(context),
      countProposals(context),
      slowSearches(context),
    ],
  );
  const facts = {
    settings: context.settings.current(),
    collections: context.collections.current().all,
    backups: backups?.files ?? null,
    proposedIndexes,
    slowSearches: searches,
  };
  return call.json({
    version,
    pocketbaseVersion: POCKETBASE_VERSION,
    requests: requestsOf(requestsOfAll(instances)),
    databases: Object.fromEntries(databases.map(({ name, bytes }) => [name, bytes])),
    files: files === null ? null : filesOf(context, files),
    backups,
    collections,
    slowQueries,
    realtimeClients: instances.reduce((sum, instance) => sum + clientsOf(instance), 0),
    nodes: listNodes(context, instances),
    jobs: jobsOf(context, lastRuns(instances)),
    advice: adviceFor(facts),
  });
}

function requestsOf(requests: CountedRequests) {
  return {
    since: dateText(requests.sinceMs),
    stepSeconds: STEP_MS / 1000,
    counts: requests.steps.map(({ startMs, ...counts }) => ({ start: dateText(startMs), ...counts })),
    routes: routeTimes(requests),
  };
}

/** Of a folder that belongs to no collection, the name is null: its files are left over. */
function filesOf({ collections }: Context, { folders, ...size }: RecordFilesSize) {
  const found = [...folders].map(([folder, { bytes, files }]) => {
    return { folder, collection: collections.current().byId(folder)?.name ?? null, bytes, files };
  });
  return { ...size, folders: found.toSorted((a, b) => b.bytes - a.bytes) };
}

function jobsOf({ crons }: Context, runs: ReadonlyMap<string, JobFigures>) {
  return crons.list().map(({ id, expression }) => {
    const last = runs.get(id);
    if (last === undefined) return { id, expression, last: null };
    const { startedMs, durationMs, error } = last;
    return { id, expression, last: { started: dateText(startedMs), durationMs, error } };
  });
}

function dateText(ms: number): string {
  return formatDate(new Date(ms));
}
