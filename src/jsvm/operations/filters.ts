import type { Collection } from "../../model/collections/collection.ts";
import { SUPERUSERS } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { newRecord } from "../../model/records/record-values.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { SortError } from "../../model/rules/resolve-sort.ts";
import { isRuleProblem } from "../../model/rules/resolved.ts";
import { planRecords, type RecordsPlan } from "../../model/rules/plan-records.ts";

const PLACEHOLDER = /\{:(\w+)\}/g;

/** The filter with its values as literals. What has no value stays, and is an error of the filter then, as in PocketBase. */
export function fillPlaceholders(filter: string, params: Readonly<Record<string, unknown>>): string {
  return filter.replaceAll(PLACEHOLDER, (placeholder, name: string) =>
    Object.hasOwn(params, name) ? literalOf(params[name]) : placeholder,
  );
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
}

/** Filters of code see hidden fields, and list rules don't hold. */
export function planFilter(
  context: Context,
  collection: Collection,
  { filter, sort }: { readonly filter: string; readonly sort: string },
): RecordsPlan {
  try {
    const request = superuserRequest(context);
    return planRecords(context, { collection, rule: null, filter, sort, request, allowHidden: true });
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    if (!isRuleProblem(cause)) throw error;
    if (cause instanceof SortError) throw new Error(cause.message, { cause });
    throw new Error(`invalid filter expression: ${cause.message}`, { cause });
  }
}

/** What plans and expansions take for the request of code. */
export function superuserRequest(context: Context): RequestInfo {
  const superusers = context.collections.current().byName(SUPERUSERS);
  const auth = superusers === undefined ? null : newRecord(superusers);
  return { method: "GET", context: "default", query: {}, headers: {}, body: {}, auth };
}
