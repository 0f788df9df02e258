import { monitorEventLoopDelay } from "node:perf_hooks";
import { type CountedRequests, type RequestStats, mergeRequests } from "../../lib/request-stats.ts";
import { currentCacheCounts } from "../../lib/cache-counts.ts";
import type { StoreMeter } from "../../lib/work-meter.ts";
import type { Context } from "../../model/context.ts";
import { questions } from "../../model/protocol/bus-topics.ts";
import type { InstanceFigures, JobFigures, RealtimeFigures } from "../../model/protocol/instance-figures.ts";

/** Twenty looks a second take a thousandth of a core. */
const LOOP_SAMPLE_MS = 50;

export interface FigureSources {
  readonly requests: RequestStats;
  readonly realtime: () => RealtimeFigures;
}

/** Those of every instance of the server. */
export function askForFigures({ bus }: Context): Promise<InstanceFigures[]> {
  return bus.request(questions.figures, null);
}

export function requestsOfAll(all: readonly InstanceFigures[]): CountedRequests {
  return mergeRequests(all.map(({ requests }) => requests));
}

/** Each job's last run at whichever instance it was. */
export function lastRuns(all: readonly InstanceFigures[]): Map<string, JobFigures> {
  const runs = new Map<string, JobFigures>();
  for (const job of all.flatMap(({ jobs }) => jobs)) {
    const known = runs.get(job.id);
    if (known === undefined || known.startedMs < job.startedMs) runs.set(job.id, job);
  }
  return runs;
}

/** Tells the figures of this instance to whichever asks, as long as the bus is open. */
export function answerForFigures(context: Context, { requests, realtime }: FigureSources): void {
  const loopDelay = monitorEventLoopDelay({ resolution: LOOP_SAMPLE_MS });
  context.bus.respond(questions.figures, () => {
    // Begun by the first question: it takes a timer.
    loopDelay.enable();
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const { mails, backups, stores } = context.meters;
    const figures: InstanceFigures = {
      number: context.options.processNumber ?? 1,
      node: context.options.node ?? null,
      eventsLagMs: context.database.events?.lagMs ?? null,
      requests: requests.counted(),
      realtime: realtime(),
      jobs: jobsOf(context),
      logs: context.logs.counts(),
      database: context.database.figures(),
      caches: currentCacheCounts(),
      mails: mails.counts,
      backups: backups.counts,
      stores: { files: storeCounts(stores.files), backups: storeCounts(stores.backups) },
      process: {
        memoryBytes: rss,
        heapBytes: heapUsed,
        cpuSeconds: (user + system) / 1_000_000,
        startedMs: Date.now() - process.uptime() * 1000,
        maxLoopDelayMs: Math.max(0, loopDelay.max / 1_000_000),
        p99LoopDelayMs: Math.max(0, loopDelay.percentile(99) / 1_000_000),
        // Not a number before the first look.
        meanLoopDelayMs: (loopDelay.mean || 0) / 1_000_000,
      },
    };
    loopDelay.reset();
    return figures;
  });
}

function jobsOf({ crons }: Context): JobFigures[] {
  return crons.list().flatMap(({ id }) => {
    const last = crons.lastRun(id);
    const counts = crons.counts(id);
    return last === null || counts === null ? [] : [{ id, ...last, counts }];
  });
}

function storeCounts({ write, read, delete: deleted }: StoreMeter) {
  return { write: write.counts, read: read.counts, delete: deleted.counts };
}
