import type { ReadById, Row, SqlValue } from "../../database/engine.ts";
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
  const found = planRecord(context, query, "row");
  return found === null ? Promise.resolve(null) : context.connection.getById(found.read, query.id, found.others);
}

/** Whether the rule holds for the stored record. */
export async function recordExists(context: Context, query: RecordQuery): Promise<boolean> {
  const found = planRecord(context, query, "exists");
  return found !== null && (await context.connection.getById(found.read, query.id, found.others)) !== null;
}

interface RecordPlan extends Plan {
  readonly read: ReadById;
  /** Of the parameters behind the id. */
  readonly sources: readonly ParameterSource[];
}

interface BoundRead {
  readonly read: ReadById;
  readonly others: readonly SqlValue[];
}

const NONE: readonly SqlValue[] = [];

function planRecord(context: Context, query: RecordQuery, kind: "row" | "exists"): BoundRead | null {
  const { collection, request } = query;
  const rule = query.rule ?? "";
  const snapshot = context.collections.current();
  const key = planKeysOf(collection, rule)[kind];
  try {
    const plan = cachedPlan(snapshot, key, { request, make: () => makePlan(context, { ...query, rule, kind }) });
    if (plan.sources.length === 0) return { read: plan.read, others: NONE };
    const input = { request, literals: [], now: new Date() };
    return { read: plan.read, others: plan.sources.map((source) => source(input)) };
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
  const own = dialect.quote(builder.scope.baseAlias);
  const isRow = kind === "row";
  const rowColumns = rowColumnsOf(dialect, collection, own);
  const write = (columns: string, byId: string): string =>
    `SELECT ${columns} FROM ${emitted.from} WHERE ${[...deadlines, byId, ...emitted.conditions].join(" AND ")}`;
  const one = `${write(isRow ? rowColumns : "1", `${id} = ${idPlaceholder}`)} LIMIT 1`;
  const { inIds } = dialect.expressions;
  const several =
    inIds !== null && !emitted.multiplies && builder.isQuick
      ? write(isRow ? rowColumns : `${id} AS ${dialect.quote("id")}`, inIds(id, idPlaceholder))
      : null;
  noteShape(context.database, one, { kind: isRow ? "view" : "check", collection, rule, filter: "", sort: "" });
  const size = one.length + (several?.length ?? 0);
  return { guards: builder.guards, size, read: { one, several }, sources: builder.emitter.sources.slice(1) };
}
