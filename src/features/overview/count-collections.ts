import type { Context } from "../../model/context.ts";
import { countTotal } from "../../model/records/totals.ts";
import { EMPTY_REQUEST } from "../../model/request-info.ts";
import { planRecords } from "../../model/rules/plan-records.ts";

/** Counting goes on for about so long; collections that are left have no number. Totals are remembered, so the next time has them. */
const BUDGET_MS = 1500;

export interface CollectionCount {
  readonly name: string;
  readonly type: string;
  readonly system: boolean;
  /** Null where it was not counted: a view may take any time, and so do many large tables. */
  readonly total: number | null;
}

export async function countCollections(context: Context): Promise<CollectionCount[]> {
  const endMs = performance.now() + BUDGET_MS;
  const counts: CollectionCount[] = [];
  for (const collection of context.collections.current().all) {
    const { name, type, system } = collection;
    const isCounted = type !== "view" && performance.now() < endMs;
    let total: number | null = null;
    if (isCounted) {
      const query = { collection, rule: "", filter: "", sort: "", request: EMPTY_REQUEST, allowHidden: true };
      total = await countTotal(context, planRecords(context, query).count());
    }
    counts.push({ name, type, system, total });
  }
  return counts;
}
