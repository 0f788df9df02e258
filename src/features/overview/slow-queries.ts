import type { CollectionSnapshot } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { questions } from "../../model/protocol/bus-topics.ts";
import type { Call } from "../../model/route.ts";
import { type QueryReport, reportQueries } from "../../model/slow-queries/query-report.ts";
import { deleteQueries, listQueries } from "../../model/slow-queries/query-store.ts";
import { reportJson } from "../../model/slow-queries/report-json.ts";

/** The overview asks every few seconds; what it is told may be so old. */
const KEPT_MS = 5 * 60 * 1000;
const WAIT_MS = 300;
const IN_OVERVIEW = 5;

export async function showSlowQueries(call: Call): Promise<Response> {
  return call.json(reportJson(await report(call.context)));
}

export async function forgetSlowQueries(call: Call): Promise<Response> {
  const { context } = call;
  // What was counted until now goes, too.
  await context.bus.request(questions.storeStatements, null);
  await deleteQueries(context.auxiliary);
  remembered.delete(context.collections.current());
  return call.noContent();
}

/** The costliest, as they were stored last. Null where the database can't tell. */
export async function slowestQueries({ auxiliary, collections, database, log }: Context) {
  if (database.watch === null) return null;
  try {
    const stored = await listQueries(auxiliary, IN_OVERVIEW);
    return stored.map(({ id, kind, collection, filter, sort, runs, totalMs, longestMs }) => {
      const name = collections.current().byId(collection)?.name ?? null;
      const times = { runs, totalMs, averageMs: totalMs / runs, longestMs };
      return { id, kind, collection: name, filter, sort, ...times };
    });
  } catch (error) {
    log.warn("slow queries can't be read", { error: String(error) });
    return [];
  }
}

interface Remembered {
  readonly proposals: number;
  readonly atMs: number;
}

/** With other collections or indexes it is counted anew. */
const remembered = new WeakMap<CollectionSnapshot, Remembered>();
const counting = new WeakMap<CollectionSnapshot, Promise<void>>();

/** How many indexes are proposed, as was found a while ago. Waits a moment for what is found anew. */
export async function countProposals(context: Context): Promise<number> {
  const snapshot = context.collections.current();
  const known = remembered.get(snapshot);
  if (known === undefined || performance.now() - known.atMs > KEPT_MS) {
    if (!counting.has(snapshot)) counting.set(snapshot, count(context, snapshot));
    await Promise.race([counting.get(snapshot), Bun.sleep(WAIT_MS)]);
  }
  return remembered.get(snapshot)?.proposals ?? 0;
}

async function count(context: Context, snapshot: CollectionSnapshot): Promise<void> {
  try {
    await report(context);
  } catch (error) {
    remembered.set(snapshot, { proposals: 0, atMs: performance.now() });
    context.log.warn("slow queries can't be looked at", { error: String(error) });
  } finally {
    counting.delete(snapshot);
  }
}

async function report({ database, auxiliary, collections, bus }: Context): Promise<QueryReport | null> {
  await bus.request(questions.storeStatements, null);
  const snapshot = collections.current();
  const found = await reportQueries({ database, auxiliary, collections: snapshot });
  remembered.set(snapshot, { proposals: found?.proposals.length ?? 0, atMs: performance.now() });
  return found;
}
