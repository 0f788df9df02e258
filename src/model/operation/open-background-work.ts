import type { Engine } from "../../database/engine.ts";
import { BackgroundTasks } from "../../lib/background-tasks.ts";
import { CronJobs } from "../../lib/cron.ts";
import { KeyedGate } from "../../lib/keyed-gate.ts";
import type { Bus } from "../../lib/bus.ts";
import type { Logger } from "../../lib/log.ts";
import type { Tracing } from "../../lib/tracing.ts";
import { TimeSlicer, type Turns } from "../../lib/time-slicer.ts";
import type { Stores } from "../files/open-stores.ts";
import { OwedDeletions } from "../files/owed-deletions.ts";

export interface BackgroundWork {
  readonly background: BackgroundTasks;
  readonly turns: Turns;
  readonly crons: CronJobs;
  readonly outgoing: KeyedGate;
  readonly owedDeletions: OwedDeletions;
}

interface BackgroundParts {
  readonly database: Engine;
  readonly bus: Bus;
  readonly log: Logger;
  readonly tracing: Tracing | null;
  readonly stores: Stores;
}

/** Bun sends 256 requests at a time: a few hosts that don't answer must leave room for the others. */
const OUTGOING_LIMITS = { maxRunning: 32, maxWaiting: 512 };

/** What runs beside requests. It is to be opened after the stores, so that they are closed when nothing uses them any more. */
export async function openBackgroundWork(
  opened: AsyncDisposableStack,
  { database, bus, log, tracing, stores }: BackgroundParts,
): Promise<BackgroundWork> {
  const background = opened.use(new BackgroundTasks(log));
  const crons = opened.use(new CronJobs(log, tracing));
  const owedDeletions = await OwedDeletions.open({ database, bus, background, crons, log, stores });
  const outgoing = new KeyedGate(OUTGOING_LIMITS);
  return { background, turns: new TimeSlicer(), crons, outgoing, owedDeletions };
}
