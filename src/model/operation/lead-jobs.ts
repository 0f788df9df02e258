import type { Context } from "../context.ts";
import { services } from "../protocol/bus-topics.ts";

/** Runs jobs by the clock as soon as this instance leads: one of several does, and another one when it has died. */
export function leadJobs({ bus, crons, log }: Context): void {
  bus.onLead(() => {
    crons.start({
      begin: (job, dueMs) => bus.call(services.claimJob, { job, dueMs }),
      end: (job) => void Promise.resolve(bus.call(services.finishJob, job)).catch(() => undefined),
    });
    void catchUp();
  });

  async function catchUp(): Promise<void> {
    try {
      crons.catchUp(await bus.call(services.beginJobs, null));
    } catch (error) {
      log.error("jobs that were due before this process leads may not have run", { error: String(error) });
    }
  }
}
