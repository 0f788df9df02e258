import type { Row, SqlValue } from "../../database/engine.ts";
import type { Turns } from "../../lib/time-slicer.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { RequestInfo } from "../request-info.ts";
import { cachedPlan, type Plan } from "../rules/plan-cache.ts";
import { QueryBuilder } from "../rules/query-builder.ts";
import { isRuleProblem, type ParameterSource } from "../rules/resolved.ts";
import { paddedIds } from "../../database/in-list.ts";

interface VisibleQuery {
  readonly collection: Collection;
  readonly ids: readonly string[];
  /** "" where everything may be seen. */
  readonly rule: string;
  readonly request: RequestInfo;
  /** To pause between the statements for many ids. */
  readonly turns?: Turns;
}

/** Of the rows of one statement: 64 MiB of texts. */
const MAX_BYTES = 64 * 1024 * 1024;
/** More ids than this are asked for in several statements. */
const MAX_IDS = 1024;

/** The rows with these ids for which the rule holds, in no certain order. A rule that became invalid holds for nothing. */
export function findVisibleRows(context: Context, query: VisibleQuery): Promise<Row[]> {
  return find<Row>(context, query, "rows");
}

export async function findVisibleIds(context: Context, query: VisibleQuery): Promise<ReadonlySet<string>> {
  const rows = await find<{ id: string }>(context, query, "ids");
  return new Set(rows.map(({ id }) => id));
}

interface IdsPlan extends Plan {
  readonly sql: string;
  /** Of the parameters behind the ids. */
  readonly sources: readonly ParameterSource[];
}

async function find<T extends object>(context: Context, query: VisibleQuery, kind: "rows" | "ids"): Promise<T[]> {
  const { collection, rule, request } = query;
  const found: T[] = [];
  for (let start = 0; start < query.ids.length; start += MAX_IDS) {
    const ids = paddedIds(query.ids.slice(start, start + MAX_IDS));
    const key = [kind, String(ids.length), collection.id, rule].join("\0");
    const make = () => makePlan(context, query, { kind, count: ids.length });
    if (start > 0) await query.turns?.pause();
    try {
      const plan = cachedPlan(context.collections.current(), key, { request, make });
      const input = { request, literals: [], now: new Date() };
      const parameters: SqlValue[] = [...ids, ...plan.sources.map((source) => source(input))];
      for (const row of await context.connection.all<T>(plan.sql, parameters, MAX_BYTES)) found.push(row);
    } catch (error) {
      if (isRuleProblem(error)) return [];
      throw error;
    }
  }
  return found;
}

function makePlan(
  context: Context,
  { collection, rule, request }: VisibleQuery,
  { kind, count }: { kind: "rows" | "ids"; count: number },
): IdsPlan {
  const { dialect } = context.connection;
  const builder = new QueryBuilder({ snapshot: context.collections.current(), dialect, collection, request });
  const placeholders = Array.from({ length: count }, () => builder.emitter.bind(() => null));
  if (rule !== "") builder.addRule(rule);
  const id = builder.emitBaseColumn("id");
  const emitted = builder.emit({ clock: id, sortedBy: new Set() });
  const deadlines = builder.hasJoins ? emitted.deadlines : [];
  const conditions = [...deadlines, `${id} IN (${placeholders.join(", ")})`, ...emitted.conditions];
  const columns = kind === "rows" ? `${dialect.quote(builder.scope.baseAlias)}.*` : `${id} AS ${dialect.quote("id")}`;
  const verb = emitted.multiplies ? "SELECT DISTINCT" : "SELECT";
  const sql = `${verb} ${columns} FROM ${emitted.from} WHERE ${conditions.join(" AND ")}`;
  return { guards: builder.guards, size: sql.length, sql, sources: builder.emitter.sources.slice(count) };
}
