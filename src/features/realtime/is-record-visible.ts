import type { Row, SqlValue } from "../../database/engine.ts";
import { ApiError } from "../../lib/api-error.ts";
import { parseFilter } from "../../lib/filter/parse.ts";
import { scanFilter } from "../../lib/filter/scan.ts";
import { FilterSyntaxError } from "../../lib/filter/token.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { rowColumns } from "../../model/collections/row-columns.ts";
import type { Context } from "../../model/context.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { goneRecordMatchesRule } from "../../model/rules/match-rule.ts";
import { planRecords } from "../../model/rules/plan-records.ts";
import { compileRulePredicate } from "../../model/rules/rule-predicate.ts";

export interface VisibilityQuery {
  readonly collection: Collection;
  readonly row: Row;
  /** Null: superusers only. */
  readonly rule: string | null;
  /** The client's own; "" for none. */
  readonly filter: string;
  readonly request: RequestInfo;
  /** What was found out about the filter before. */
  readonly filterCheck: FilterCheck;
  /** Whether the account is what the request says, whatever is stored of it now. Default: false. */
  readonly isAuthOfBefore?: boolean;
}

/** Whether users and superusers may use a filter; undefined until one of them does. */
export interface FilterCheck {
  forUsers?: boolean;
  forSuperusers?: boolean;
}

/**
 * Whether the rule and the filter let the client see the record as it is now. Decided over the row alone where that is
 * exact, else by the database: over the row's values for a record that is gone.
 */
export function isRecordVisible(context: Context, query: VisibilityQuery, isGone = false): boolean | Promise<boolean> {
  const { rule, filter, request } = query;
  const isUnlimited = isSuperuser(request.auth);
  if (rule === null && !isUnlimited) return false;
  const ruleText = isUnlimited ? "" : (rule ?? "");
  if (ruleText === "" && filter === "") return true;
  if (filter !== "" && !isFilterAllowed(context, query, isUnlimited)) return false;
  const byRule = decide(context, query, ruleText);
  if (byRule === false) return false;
  const byFilter = decide(context, query, filter);
  if (byFilter === false) return false;
  if (byRule === true && byFilter === true) return true;
  return isGone ? wasVisible(context, query) : findVisible(context, query, isUnlimited);
}

async function wasVisible(context: Context, query: VisibilityQuery): Promise<boolean> {
  return (await wasRecordVisible(context, query)) === true;
}

/** Whether a rule can be expected to be decided over the row alone. */
export function isDecidedByRow(
  context: Context,
  { collection, rule, request }: Pick<VisibilityQuery, "collection" | "request"> & { readonly rule: string },
): boolean {
  return rule === "" || compileRulePredicate(context, { collection, rule, request, isStored: true }) !== null;
}

/** Null where only the database can tell. */
function decide(context: Context, { collection, row, request }: VisibilityQuery, rule: string): boolean | null {
  if (rule === "") return true;
  const holds = compileRulePredicate(context, { collection, rule, request, isStored: true });
  return holds === null ? null : holds(row);
}

/**
 * The same for the record as it was at some moment, whether it still exists or not: the rule is checked over its values. Null
 * when the answer may have been another one then, because the rule or filter looks at other records too.
 */
export async function wasRecordVisible(context: Context, query: VisibilityQuery): Promise<boolean | null> {
  const { collection, row, rule, filter, request, isAuthOfBefore = false } = query;
  const isUnlimited = isSuperuser(request.auth);
  if (rule === null && !isUnlimited) return false;
  const conditions = [isUnlimited ? "" : (rule ?? ""), filter].filter((text) => text !== "");
  if (conditions.length === 0) return true;
  if (filter !== "" && !isFilterAllowed(context, query, isUnlimited)) return false;
  const record = recordFromRow(collection, row);
  const all = conditions.map((text) => `(${text}\n)`).join(" && ");
  const matches = await goneRecordMatchesRule(context, record, { rule: all, request, isAuthOfBefore });
  return !matches && looksAtOthers(all) ? null : matches;
}

/**
 * Whether the client may use the filter at all: what can't be understood or names what it must not see matches nothing. Alone
 * it must be complete, too, or its brackets could reach beyond the condition that it becomes a part of.
 */
function isFilterAllowed(context: Context, query: VisibilityQuery, isUnlimited: boolean): boolean {
  const { filterCheck } = query;
  const who = isUnlimited ? "forSuperusers" : "forUsers";
  filterCheck[who] ??= checkFilter(context, query, isUnlimited);
  return filterCheck[who];
}

function checkFilter(context: Context, query: VisibilityQuery, isUnlimited: boolean): boolean {
  const { collection, filter, request } = query;
  try {
    parseFilter(scanFilter(filter));
    planRecords(context, { collection, rule: "", filter, sort: "", request, allowHidden: isUnlimited });
    return true;
  } catch (error) {
    if (error instanceof ApiError || error instanceof FilterSyntaxError) return false;
    throw error;
  }
}

/** Paths into relations, or what may be one: rather too often than too rarely. */
function looksAtOthers(text: string): boolean {
  return text.includes("@collection") || /\w\.\w/.test(text.replaceAll(/@request(\.\w+)+/g, ""));
}

async function findVisible(context: Context, query: VisibilityQuery, isUnlimited: boolean): Promise<boolean> {
  const { collection, row, rule, filter, request } = query;
  const byId = `id = ${JSON.stringify(String(row["id"]))}`;
  try {
    const plan = planRecords(context, {
      collection,
      rule: isUnlimited ? "" : rule,
      // On a line of its own, as the filter may end in a comment.
      filter: filter === "" ? byId : `(${filter}\n) && ${byId}`,
      sort: "",
      request,
      allowHidden: isUnlimited,
    });
    const { sql, parameters } = plan.select({ limit: 1, offset: 0, columns: ["id"] });
    if ((await context.database.get(sql, parameters)) !== null) return true;
    // The database knows only the record of now. One that changed again, or went, is judged by what it was.
    return (await isCurrent(context, query)) ? false : await wasVisible(context, query);
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

/** Whether the stored record still is what the row says. */
async function isCurrent(context: Context, { collection, row }: VisibilityQuery): Promise<boolean> {
  const stored = await storedRow(context, collection, row["id"] ?? null);
  return stored !== null && isSameRow(row, stored);
}

export function storedRow({ database }: Context, collection: Collection, id: SqlValue): Promise<Row | null> {
  const columns = rowColumns(database.dialect, collection);
  return database.get(`SELECT ${columns} FROM ${database.dialect.quote(collection.name)} WHERE id = ?`, [id]);
}

export function isSameRow(row: Row, stored: Row): boolean {
  // Of an event truth is 0 or 1, whatever the database makes of it.
  const plain = (value: SqlValue | undefined) => (typeof value === "boolean" ? Number(value) : value);
  return Object.entries(row).every(([name, value]) => plain(stored[name]) === value);
}
