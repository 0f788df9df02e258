import { version } from "../../../package.json";
import { POCKETBASE_VERSION } from "../../lib/pocketbase-version.ts";
import { formatDate } from "../../lib/dates.ts";
import { STEP_MS } from "../../lib/request-stats.ts";
import type { RequestStats } from "../../lib/request-stats.ts";
import type { Context } from "../../model/context.ts";
import type { Call, Route } from "../../model/route.ts";
import { adviceFor } from "./advice.ts";
import { overviewApi } from "./openapi.ts";
import { countCollections } from "./count-collections.ts";
import { FilesMeter, findBackups, measureDatabases } from "./measure-storage.ts";
import type { RecordFilesSize } from "./measure-storage.ts";

interface OverviewSources {
  readonly requests: RequestStats;
  readonly realtimeClients: () => number;
}

export function overviewRoutes(sources: OverviewSources): readonly Route[] {
  const meter = new FilesMeter();
  return [
    {
      method: "GET",
      path: "/api/overview",
      yields: true,
      access: "superuser",
      // The page asks again and again, which is no news.
      skipSuccessLog: true,
      describe: overviewApi,
      handle: (call) => showOverview(call, sources, meter),
    },
  ];
}

async function showOverview(call: Call, sources: OverviewSources, meter: FilesMeter): Promise<Response> {
  const { context } = call;
  const [databases, files, backups, collections] = await Promise.all([
    measureDatabases(context),
    meter.size(context),
    findBackups(context),
    countCollections(context),
  ]);
  const facts = {
    settings: context.settings.current(),
    collections: context.collections.current().all,
    backups: backups?.files ?? null,
  };
  return call.json({
    version,
    pocketbaseVersion: POCKETBASE_VERSION,
    requests: requestsOf(sources.requests),
    databases,
    files: files === null ? null : filesOf(context, files),
    backups,
    collections,
    realtimeClients: sources.realtimeClients(),
    jobs: jobsOf(context),
    advice: adviceFor(facts),
  });
}

function requestsOf(requests: RequestStats) {
  return {
    since: dateText(requests.sinceMs),
    stepSeconds: STEP_MS / 1000,
    counts: requests.counts().map(({ startMs, ...counts }) => ({ start: dateText(startMs), ...counts })),
    routes: requests.routes(),
  };
}

/** Of a folder that belongs to no collection, the name is null: its files are left over. */
function filesOf({ collections }: Context, { folders, ...size }: RecordFilesSize) {
  const found = [...folders].map(([folder, { bytes, files }]) => {
    return { folder, collection: collections.current().byId(folder)?.name ?? null, bytes, files };
  });
  return { ...size, folders: found.toSorted((a, b) => b.bytes - a.bytes) };
}

function jobsOf({ crons }: Context) {
  return crons.list().map(({ id, expression }) => {
    const last = crons.lastRun(id);
    if (last === null) return { id, expression, last };
    const { startedMs, durationMs, error } = last;
    return { id, expression, last: { started: dateText(startedMs), durationMs, error } };
  });
}

function dateText(ms: number): string {
  return formatDate(new Date(ms));
}
