import type { Row, SqlValue } from "../../database/engine.ts";
import type { Turns } from "../../lib/time-slicer.ts";
import type { Collection } from "../collections/collection.ts";
import { rowColumnsOf } from "../collections/row-columns.ts";
import type { Context } from "../context.ts";
import type { RequestInfo } from "../request-info.ts";
import { compileRulePredicate } from "../rules/rule-predicate.ts";
import { findRecordRow } from "../rules/find-record-row.ts";
import { KnownRow, type KnownRows, knownRowsOf } from "./known-rows.ts";
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
export async function findVisibleRows(context: Context, query: VisibleQuery): Promise<KnownRow[]> {
  const { collection } = query;
  const known = knownRowsOf(context, collection);
  const split = known === null ? null : splitKnown(context, query, known);
  const ids = split === null ? query.ids : split.unknown;
  const rows = ids.length === 0 ? [] : await find<Row>(context, { ...query, ids }, "rows");
  const found = rows.map((row) => (known === null ? new KnownRow(collection, row) : known.add(row)));
  return split === null ? found : [...split.visible, ...found];
}

/** The row of a view. Without a promise where it is known. */
export function findVisibleRow(
  context: Context,
  { collection, id, rule, request }: Omit<VisibleQuery, "ids" | "turns"> & { readonly id: string },
): KnownRow | null | Promise<KnownRow | null> {
  const known = knownRowsOf(context, collection);
  const before = known?.find(id);
  if (before !== undefined) {
    const isVisible =
      compileRulePredicate(context, { collection, rule, request, isStored: true })?.(before.row) ?? null;
    if (isVisible !== null) return isVisible ? before : null;
  }
  return findRecordRow(context, { collection, id, rule, request }).then((row) => {
    if (row === null) return null;
    return known === null ? new KnownRow(collection, row) : known.add(row);
  });
}

interface Split {
  readonly visible: readonly KnownRow[];
  /** The ids of rows that have to be read. */
  readonly unknown: readonly string[];
}

/** Null where only the database can tell which rows the rule holds for. */
function splitKnown(
  context: Context,
  { collection, ids, rule, request }: VisibleQuery,
  known: KnownRows,
): Split | null {
  const holds = compileRulePredicate(context, { collection, rule, request, isStored: true });
  if (holds === null) return null;
  const visible: KnownRow[] = [];
  const unknown: string[] = [];
  for (const id of ids) {
    const row = known.find(id);
    const isVisible = row === undefined ? false : holds(row.row);
    if (isVisible === null) return null;
    if (row === undefined) unknown.push(id);
    else if (isVisible) visible.push(row);
  }
  return { visible, unknown };
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
  const own = dialect.quote(builder.scope.baseAlias);
  const columns = kind === "rows" ? rowColumnsOf(dialect, collection, own) : `${id} AS ${dialect.quote("id")}`;
  const verb = emitted.multiplies ? "SELECT DISTINCT" : "SELECT";
  const sql = `${verb} ${columns} FROM ${emitted.from} WHERE ${conditions.join(" AND ")}`;
  return { guards: builder.guards, size: sql.length, sql, sources: builder.emitter.sources.slice(count) };
}
