import type { Row } from "../../database/engine.ts";
import { fieldType } from "../fields/registry.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { RecordModel } from "../records/record.ts";
import type { RequestInfo } from "../request-info.ts";
import { recordExists } from "./find-record-row.ts";
import type { Plan } from "./plan-cache.ts";
import { cachedPlan } from "./plan-cache.ts";
import { QueryBuilder } from "./query-builder.ts";
import type { ParameterSource, PlanInput } from "./resolved.ts";
import { isRuleProblem } from "./resolved.ts";
import { ruleSpan } from "./rule-span.ts";
import { compileRulePredicate } from "./rule-predicate.ts";

/** The name of the table expression with the values of a record that is not stored. */
export const UNSAVED = "__new";
const AUTH = "__auth";
/** Stands for the id of a record that gets one when it is stored. */
const UNSAVED_ID = "__temp_id__";

/**
 * Whether a rule holds for a record: over its values if it is new, otherwise as it is stored, without later changes.
 * Null holds for nobody (superusers are the caller's to let through), "" for everyone.
 */
export function recordMatchesRule(
  context: Context,
  record: RecordModel,
  { rule, request }: { readonly rule: string | null; readonly request: RequestInfo },
): boolean | Promise<boolean> {
  if (rule === null) return false;
  if (rule === "") return true;
  const { tracing } = context;
  return tracing === null
    ? matches(context, record, { rule, request })
    : tracing.span(ruleSpan(record.collection, "record"), () => matches(context, record, { rule, request }));
}

function matches(
  context: Context,
  record: RecordModel,
  { rule, request }: { readonly rule: string; readonly request: RequestInfo },
): boolean | Promise<boolean> {
  const { collection } = record;
  const holds = compileRulePredicate(context, { collection, rule, request, isStored: !record.isNew });
  const decided = holds === null ? null : holds(rowOf(record));
  if (decided !== null) return decided;
  if (record.isNew) return unsavedMatches(context, record, { rule, request });
  const storedId = record.original?.["id"];
  const id = typeof storedId === "string" ? storedId : record.id;
  return recordExists(context, { collection: record.collection, id, rule, request });
}

interface RuleQuery {
  readonly rule: string;
  readonly request: RequestInfo;
  /** Whether the account is what the request says, whatever is stored of it now. Default: false. */
  readonly isAuthOfBefore?: boolean;
}

/**
 * Whether a rule holds for a record as it was last stored, which may be gone by now. Columns keep their types: an empty text is no
 * larger than a number.
 */
export async function goneRecordMatchesRule(context: Context, record: RecordModel, query: RuleQuery): Promise<boolean> {
  const { collection } = record;
  const holds = compileRulePredicate(context, { ...query, collection, isStored: true });
  return holds?.(rowOf(record)) ?? unsavedMatches(context, record, query);
}

interface UnsavedPlan extends Plan {
  readonly sql: string;
  /** Of the parameters behind the record's values. */
  readonly sources: readonly ParameterSource[];
}

/** Asks the database about a record that is not stored, or no more. */
export async function unsavedMatches(context: Context, record: RecordModel, query: RuleQuery): Promise<boolean> {
  const { rule, request } = query;
  const auth = query.isAuthOfBefore === true ? request.auth : null;
  const kind = `${record.isNew ? "unsaved" : "gone"} ${auth?.collection.id ?? ""}`;
  const key = [kind, record.collection.id, rule].join("\0");
  const make = () => makePlan(context, { record, auth }, query);
  try {
    const plan = cachedPlan(context.collections.current(), key, { request, make });
    const input: PlanInput = { request, literals: [], now: new Date() };
    const values = plan.sources.map((source) => source(input));
    const own = [record, ...(auth === null ? [] : [auth])].flatMap((one) => Object.values(rowOf(one)));
    return (await context.connection.get(plan.sql, [...own, ...values])) !== null;
  } catch (error) {
    if (isRuleProblem(error)) return false;
    throw error;
  }
}

interface Given {
  readonly record: RecordModel;
  /** Null for what is stored. */
  readonly auth: RecordModel | null;
}

function makePlan(context: Context, { record, auth }: Given, { rule, request }: RuleQuery): UnsavedPlan {
  const { dialect } = context.connection;
  const { collection, isNew } = record;
  const builder = new QueryBuilder({
    snapshot: context.collections.current(),
    dialect,
    collection,
    request,
    unsavedAs: UNSAVED,
    isGone: !isNew,
    authAs: auth === null ? undefined : AUTH,
  });
  const tables = [
    tableOf(builder, { name: UNSAVED, collection, isNew }),
    ...(auth === null ? [] : [tableOf(builder, { name: AUTH, collection: auth.collection, isNew: false })]),
  ];
  const given = builder.emitter.sources.length;
  builder.addRule(rule);
  const emitted = builder.emit({ clock: builder.emitBaseColumn("id"), sortedBy: new Set() });
  const conditions = [...(builder.hasJoins ? emitted.deadlines : []), ...emitted.conditions];
  const sql =
    `WITH ${tables.join(", ")} ` +
    `SELECT 1 FROM ${emitted.from} WHERE ${[...conditions, "1 = 1"].join(" AND ")} LIMIT 1`;
  return { guards: builder.guards, size: sql.length, sql, sources: builder.emitter.sources.slice(given) };
}

interface GivenTable {
  readonly name: string;
  readonly collection: Collection;
  readonly isNew: boolean;
}

/** A table expression with one row, of which each value is a parameter. */
function tableOf({ emitter }: QueryBuilder, { name, collection, isNew }: GivenTable): string {
  const { dialect } = emitter;
  const columns = collection.fields.map((field) => {
    const placeholder = emitter.bind(() => null);
    const { expressions } = dialect;
    const kind = fieldType(field).columnKind(field);
    const value = isNew ? expressions.unsavedColumn(kind, placeholder) : expressions.asColumn(kind, placeholder);
    return `${value} AS ${dialect.quote(field.name)}`;
  });
  return `${dialect.quote(name)} AS (SELECT ${columns.join(", ")})`;
}

/**
 * The columns in the order of the fields: as stored, or what would be stored. A new account counts as unverified whatever was
 * sent: otherwise a client that sends `verified` could pass create and manage rules that rely on it.
 */
export function rowOf({ collection, values, original }: RecordModel): Row {
  const row: Row = {};
  for (const field of collection.fields) {
    const type = fieldType(field);
    const value = (original ?? values)[field.name];
    row[field.name] = type.toColumn(field, value === undefined ? type.zero(field) : value);
  }
  if (original === null) {
    if (row["id"] === "") row["id"] = UNSAVED_ID;
    if (collection.type === "auth") row["verified"] = false;
  }
  return row;
}
