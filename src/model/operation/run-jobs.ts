import { openJobClaims } from "../../database/open-database.ts";
import type { Context } from "../context.ts";
import { services } from "../protocol/bus-topics.ts";

/**
 * Runs jobs by the clock. Each node wants to run all, and the database lets one run each. Of several workers one leads and runs all, and
 * another one when it has died.
 */
export async function runJobs(context: Context): Promise<void> {
  const { crons, database, log } = context;
  const { node } = context.options;
  if (node === undefined) leadJobs(context);
  else crons.start(await openJobClaims({ database, node, log }));
}

function leadJobs({ bus, crons }: Context): void {
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
