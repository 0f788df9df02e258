import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { ruleReason } from "../../api/rule-reason.ts";
import { findBreak } from "./filter-break.ts";
import type { Place } from "./filter-break.ts";

/** What the server finds wrong with a filter. */
export interface FilterFault {
  readonly reason: string;
  /** Where in the filter it is; null where neither the server nor the order of the words shows it. */
  readonly place: Place | null;
}

/**
 * The list of records answers a wrong filter without a reason, as PocketBase does. The check of collections has one: there the
 * filter is tried as a rule, and nothing is stored. Null where it finds nothing wrong.
 */
export async function findFilterFault(collection: CollectionModel, filter: string): Promise<FilterFault | null> {
  try {
    const body = { ...collection, listRule: filter };
    await client.send("/api/collections/meta/dry-run", { method: "POST", body });
    return null;
  } catch (error) {
    const message = toProblem(error).fields["listRule"];
    return message === undefined ? null : readFault(ruleReason(message), filter);
  }
}

/**
 * Where its words are in order, the first name in quotes that the filter has is the place: the server says the whole operand before
 * the part of it that is unknown. Of a word that can't stand where it does the server says no place, and the same may stand elsewhere.
 */
export function readFault(reason: string, filter: string): FilterFault {
  const place = findBreak(filter);
  if (place !== null) return { reason, place };
  for (const [, name = ""] of reason.matchAll(/"([^"]+)"/g)) {
    const from = filter.indexOf(name);
    if (from >= 0) return { reason, place: { from, to: from + name.length } };
  }
  return { reason, place: null };
}
