import type { Engine } from "../../database/engine.ts";
import type { Context } from "../../model/context.ts";
import { questions } from "../../model/protocol/bus-topics.ts";
import type { Call } from "../../model/route.ts";
import { type QueryReport, reportQueries } from "../../model/slow-queries/query-report.ts";
import { deleteQueries } from "../../model/slow-queries/query-store.ts";
import { reportJson } from "../../model/slow-queries/report-json.ts";

/** The overview asks every few seconds; what it is told may be so old. */
const KEPT_MS = 5 * 60 * 1000;
const WAIT_MS = 300;

export async function showSlowQueries(call: Call): Promise<Response> {
  return call.json(reportJson(await report(call.context)));
}

export async function forgetSlowQueries(call: Call): Promise<Response> {
  const { context } = call;
  // What was counted until now goes, too.
  await context.bus.request(questions.storeStatements, null);
  await deleteQueries(context.auxiliary);
  remembered.delete(context.database);
  return call.noContent();
}

interface Remembered {
  readonly proposals: number;
  readonly atMs: number;
}

const remembered = new WeakMap<Engine, Remembered>();
const counting = new WeakMap<Engine, Promise<void>>();

/** How many indexes are proposed, as was found a while ago. Waits a moment for what is found anew. */
export async function countProposals(context: Context): Promise<number> {
  const { database } = context;
  const known = remembered.get(database);
  if (known === undefined || performance.now() - known.atMs > KEPT_MS) {
    if (!counting.has(database)) counting.set(database, count(context));
    await Promise.race([counting.get(database), Bun.sleep(WAIT_MS)]);
  }
  return remembered.get(database)?.proposals ?? 0;
}

async function count(context: Context): Promise<void> {
  try {
    await report(context);
  } catch (error) {
    remembered.set(context.database, { proposals: 0, atMs: performance.now() });
    context.log.warn("slow queries can't be looked at", { error: String(error) });
  } finally {
    counting.delete(context.database);
  }
}

async function report(context: Context): Promise<QueryReport | null> {
  const { database, auxiliary, collections, bus } = context;
  await bus.request(questions.storeStatements, null);
  const found = await reportQueries({ database, auxiliary, collections: collections.current() });
  remembered.set(database, { proposals: found?.proposals.length ?? 0, atMs: performance.now() });
  return found;
}
