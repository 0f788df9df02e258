import type { Row, SqlValue, Statement } from "../../database/engine.ts";
import { LruMap } from "../../lib/lru-map.ts";
import type { Collection } from "../collections/collection.ts";
import { rowColumnsOf } from "../collections/row-columns.ts";
import type { Context } from "../context.ts";
import type { RequestInfo } from "../request-info.ts";
import type { Plan } from "./plan-cache.ts";
import { cachedPlan } from "./plan-cache.ts";
import { QueryBuilder } from "./query-builder.ts";
import { noteShape } from "./query-shapes.ts";
import type { ParameterSource } from "./resolved.ts";
import { isRuleProblem } from "./resolved.ts";
import { ruleSpan } from "./rule-span.ts";

interface RecordQuery {
  readonly collection: Collection;
  readonly id: string;
  /** Null or "" where everything may be seen. Whether null locks is the caller's to check. */
  readonly rule: string | null;
  readonly request: RequestInfo;
}

/** The stored row with that id if the rule holds for it, else null. A rule that became invalid holds for nothing. */
export function findRecordRow(context: Context, query: RecordQuery): Promise<Row | null> {
  const { tracing } = context;
  return tracing === null
    ? findRow(context, query)
    : tracing.span(ruleSpan(query.collection, "row"), () => findRow(context, query));
}

function findRow(context: Context, query: RecordQuery): Promise<Row | null> {
  const statement = planRecord(context, query, "row");
  return statement === null ? Promise.resolve(null) : context.connection.get(statement.sql, statement.parameters);
}

/** Whether the rule holds for the stored record. */
export async function recordExists(context: Context, query: RecordQuery): Promise<boolean> {
  const statement = planRecord(context, query, "exists");
  return statement !== null && (await context.connection.get(statement.sql, statement.parameters)) !== null;
}

interface RecordPlan extends Plan {
  readonly sql: string;
  readonly sources: readonly ParameterSource[];
}

function planRecord(context: Context, query: RecordQuery, kind: "row" | "exists"): Statement | null {
  const { collection, id, request } = query;
  const rule = query.rule ?? "";
  const snapshot = context.collections.current();
  const key = planKeysOf(collection, rule)[kind];
  try {
    const plan = cachedPlan(snapshot, key, { request, make: () => makePlan(context, { ...query, rule, kind }) });
    if (plan.sources.length === 1) return { sql: plan.sql, parameters: [id] };
    const input = { request, literals: [], now: new Date() };
    const values: readonly SqlValue[] = plan.sources.map((source) => source(input));
    return { sql: plan.sql, parameters: [id, ...values.slice(1)] };
  } catch (error) {
    if (isRuleProblem(error)) return null;
    throw error;
  }
}

const MAX_KEYS = 20;

interface PlanKeys {
  readonly row: string;
  readonly exists: string;
}

const planKeys = new WeakMap<Collection, LruMap<string, PlanKeys>>();

/** The same texts each time: a new one would be copied and hashed for every request. */
function planKeysOf(collection: Collection, rule: string): PlanKeys {
  let known = planKeys.get(collection);
  if (known === undefined) planKeys.set(collection, (known = new LruMap(MAX_KEYS)));
  let keys = known.get(rule);
  if (keys === undefined) {
    keys = { row: `row\0${collection.id}\0${rule}`, exists: `exists\0${collection.id}\0${rule}` };
    known.set(rule, keys);
  }
  return keys;
}

function makePlan(context: Context, query: RecordQuery & { rule: string; kind: "row" | "exists" }): RecordPlan {
  const { collection, rule, request, kind } = query;
  const { dialect } = context.connection;
  const builder = new QueryBuilder({ snapshot: context.collections.current(), dialect, collection, request });
  // The first parameter is the id, which is no part of the plan's input.
  const idPlaceholder = builder.emitter.bind(() => null);
  if (rule !== "") builder.addRule(rule);
  const id = builder.emitBaseColumn("id");
  const emitted = builder.emit({ clock: id, sortedBy: new Set() });
  const deadlines = builder.hasJoins ? emitted.deadlines : [];
  const conditions = [...deadlines, `${id} = ${idPlaceholder}`, ...emitted.conditions];
  const columns = kind === "row" ? rowColumnsOf(dialect, collection, dialect.quote(builder.scope.baseAlias)) : "1";
  const sql = `SELECT ${columns} FROM ${emitted.from} WHERE ${conditions.join(" AND ")} LIMIT 1`;
  noteShape(context.database, sql, { kind: kind === "row" ? "view" : "check", collection, rule, filter: "", sort: "" });
  return { guards: builder.guards, size: sql.length, sql, sources: builder.emitter.sources };
}
