import { version } from "../../../package.json";
import { POCKETBASE_VERSION } from "../../lib/pocketbase-version.ts";
import { formatDate } from "../../lib/dates.ts";
import { type CountedRequests, STEP_MS, routeTimes } from "../../lib/request-stats.ts";
import { findProxyHeader } from "../../lib/proxy-header.ts";
import type { Context } from "../../model/context.ts";
import type { JobFigures } from "../../model/protocol/instance-figures.ts";
import type { Call, Route } from "../../model/route.ts";
import { adviceFor } from "./advice.ts";
import { countProposals, slowestQueries } from "./slow-queries.ts";
import { countCollections } from "./count-collections.ts";
import { askForFigures, lastRuns, requestsOfAll } from "./instance-figures.ts";
import { clientsOf, listNodes } from "./list-nodes.ts";
import { slowSearches } from "./search-indexes.ts";
import { FilesMeter, findBackups, measureDatabases } from "./measure-storage.ts";
import type { RecordFilesSize } from "./measure-storage.ts";

/** GET /api/overview */
export function createOverview(): Route["handle"] {
  const meter = new FilesMeter();
  return (call) => showOverview(call, meter);
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
  const settings = context.settings.current();
  const facts = {
    settings,
    collections: context.collections.current().all,
    backups: backups?.files ?? null,
    proxyHeader: findProxyHeader(call.request.headers, settings.trustedProxy.headers),
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
