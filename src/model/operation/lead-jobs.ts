import type { Context } from "../context.ts";
import { services } from "../protocol/bus-topics.ts";

/** Runs jobs by the clock as soon as this instance leads: one of several does, and another one when it has died. */
export function leadJobs({ bus, crons }: Context): void {
  bus.onLead(() => {
    crons.start({
      begin: (job, dueMs) => bus.call(services.claimJob, { job, dueMs }),
      end: (job) => void Promise.resolve(bus.call(services.finishJob, job)).catch(() => undefined),
    });
    // Rejected only without a connection to the others: then this process ends, and the next leader asks.
    void Promise.resolve(bus.call(services.beginJobs, null)).then(
      (sinceMs) => crons.catchUp(sinceMs),
      () => undefined,
    );
  });
}
