// The statements of a list of records: rule, filter, sort and paging as one plan.
//
// Called by listing (`features/records`), realtime's snapshots and the data API of plugins. The steps are: scan the filter and lift its
// literals out (`lib/filter/scan.ts`), look for a plan of the same shape (`plan-cache.ts`), else parse, resolve names to joins and
// operands (`resolve*.ts`), simplify, and write SQL (`emit-*.ts`). Must stay true: a plan depends on nothing but its key, so what a
// request sees never depends on what was asked before; values reach SQL as parameters only.
import type { Dialect, SqlValue, Statement } from "../../database/engine.ts";
import type { OrderTerm, PagedRows } from "../../database/expression-dialect.ts";
import { badRequest, forbidden } from "../../lib/api-error.ts";
import { parseFilter } from "../../lib/filter/parse.ts";
import type { ScannedFilter } from "../../lib/filter/scan.ts";
import { scanFilter } from "../../lib/filter/scan.ts";
import { FilterLimitError, FilterSyntaxError } from "../../lib/filter/token.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { RequestInfo } from "../request-info.ts";
import type { Plan } from "./plan-cache.ts";
import { cachedPlan } from "./plan-cache.ts";
import { QueryBuilder } from "./query-builder.ts";
import { noteShape } from "./query-shapes.ts";
import { aliasesOfSort, emitSort, resolveSort } from "./resolve-sort.ts";
import type { ParameterSource, PlanInput } from "./resolved.ts";
import { ruleSpan } from "./rule-span.ts";
import { RuleError } from "./resolved.ts";
import { countText } from "../../lib/limit-error.ts";

const MAX_FILTER_BYTES = 3500;

export interface RecordsQuery {
  readonly collection: Collection;
  /** The collection's list rule; null or "" where everything may be seen. Whether null locks is the caller's to check. */
  readonly rule: string | null;
  /** As the client sent it; "" for none. */
  readonly filter: string;
  readonly sort: string;
  readonly request: RequestInfo;
  /** Superusers: hidden fields may be used, and list rules of related collections don't matter. */
  readonly allowHidden: boolean;
}

export interface RecordsPlan {
  /** `columns` default to all; a row has the collection's column names. */
  select(options: { limit: number; offset: number; columns?: readonly string[] }): Statement;
  /** One row with `total`. */
  count(): Statement;
  /** Whose writes may change the result. A view stands for itself, not for the tables that it reads. */
  readonly reads: readonly Collection[];
  /** The order is another each time. */
  readonly isRandom: boolean;
}

/**
 * The statements of a list. Throws a 400 `ApiError` for an invalid filter or sort, and a 403 one for names that only
 * superusers may use. Plans are kept by shape, so filters that differ in their literals only share one.
 */
export function planRecords(context: Context, query: RecordsQuery): RecordsPlan {
  const { tracing } = context;
  if (tracing === null) return plan(context, query);
  return tracing.span(ruleSpan(query.collection, "list"), () => plan(context, query));
}

function plan(context: Context, query: RecordsQuery): RecordsPlan {
  const { collection, filter, sort, request, allowHidden } = query;
  if (!allowHidden) refuseSuperuserNames(query);
  const rule = query.rule ?? "";
  try {
    const scanned = filter === "" ? null : scanClientFilter(filter);
    const shape = scanned === null ? "" : `filter ${scanned.shape}`;
    const key = ["list", collection.id, rule, shape, sort, String(allowHidden)].join("\0");
    const snapshot = context.collections.current();
    const make = () => makePlan(context, { ...query, rule }, scanned);
    const found = cachedPlan(snapshot, key, { request, make });
    return new BoundPlan(found, { request, literals: scanned?.literals ?? [], now: new Date() });
  } catch (error) {
    if (error instanceof FilterLimitError)
      throw badRequest(`A filter must not have ${error.message}`, { cause: error });
    if (error instanceof FilterSyntaxError || error instanceof RuleError) throw badRequest("", { cause: error });
    throw error;
  }
}

/** Normal users may filter and sort by fields only. Checked before anything else about a list, as PocketBase does. */
export function refuseSuperuserNames({ filter, sort }: { readonly filter: string; readonly sort: string }): void {
  for (const text of [filter, sort]) {
    for (const name of ["@collection.", "@request."]) {
      if (text.includes(name)) throw forbidden(`Only superusers can filter by ${name}`);
    }
  }
}

function scanClientFilter(filter: string): ScannedFilter {
  if (Buffer.byteLength(filter) > MAX_FILTER_BYTES)
    throw new RuleError(`the filter is longer than ${countText(MAX_FILTER_BYTES)} bytes`);
  return scanFilter(filter);
}

interface ListPlan extends Plan {
  readonly sources: readonly ParameterSource[];
  readonly columns: readonly string[];
  readonly rows: Omit<PagedRows, "columns">;
  readonly countSql: string;
  /** Without conditions there are no parameters either. */
  readonly countsWithConditions: boolean;
  readonly reads: readonly Collection[];
  readonly isRandom: boolean;
  readonly dialect: Dialect;
  /** Called with each text that is written for it. */
  readonly note: (sql: string, kind: "list" | "count") => void;
  /** By the columns asked for: callers pass the same array again. */
  readonly selects: WeakMap<readonly string[], string>;
}

function makePlan(context: Context, query: RecordsQuery & { rule: string }, scanned: ScannedFilter | null): ListPlan {
  const { collection, rule, sort, request, allowHidden } = query;
  const { dialect } = context.connection;
  const { expressions } = dialect;
  const builder = new QueryBuilder({ snapshot: context.collections.current(), dialect, collection, request });
  const { scope, emitter } = builder;
  if (rule !== "") builder.addRule(rule);
  if (scanned !== null) builder.addFilter(parseFilter(scanned), allowHidden);
  scope.allowsHidden = allowHidden;
  const terms = resolveSort(sort, scope);
  builder.addListRules();
  const table = dialect.quote(scope.baseAlias);
  const rowId = collection.type === "view" ? builder.emitBaseColumn("id") : expressions.rowId(table);
  const { from, conditions, deadlines, multiplies } = builder.emit({ clock: rowId, sortedBy: aliasesOfSort(terms) });
  const sorted = emitSort(terms, scope, emitter);
  const order = sorted.length > 0 ? sorted : unsortedOrder(builder, multiplies);
  const where = [...deadlines, ...conditions].join(" AND ");
  const body = conditions.length > 0 || order.length > 0 ? `FROM ${from} WHERE ${where}` : `FROM ${from}`;
  const last = emitter.sources.length;
  const shape = { collection, rule, filter: scanned?.shape ?? "", sort };
  const note = (sql: string, kind: "list" | "count"): void => noteShape(context.database, sql, { kind, ...shape });
  const counting = countSql(builder, conditions.length > 0 ? body : `FROM ${table}`, multiplies ? rowId : null);
  note(counting, "count");
  return {
    guards: builder.guards,
    columns: collection.fields.map(({ name }) => name),
    // The text is kept for rows, for counts and in between.
    size: body.length * 3,
    sources: emitter.sources,
    rows: {
      table,
      body,
      repeats: multiplies || (builder.hasJoins && collection.type === "view"),
      isSearch: emitter.hasCostly && from === dialect.quote(scope.baseTable),
      order,
      unsorted: byId(builder),
      rowIds: rowIdsOf(builder),
      paging: expressions.paging(expressions.placeholder(last + 1), expressions.placeholder(last + 2)),
    },
    countSql: counting,
    countsWithConditions: conditions.length > 0,
    reads: builder.reads,
    isRandom: terms.some(({ by }) => by === "random"),
    dialect,
    note,
    selects: new WeakMap(),
  };
}

/** PocketBase selects distinct rows with any join, which without a sort come in the order of the ids. */
function unsortedOrder(builder: QueryBuilder, multiplies: boolean): readonly OrderTerm[] {
  const isOrdered = builder.hasJoins && !multiplies && builder.scope.base.type !== "view";
  return isOrdered ? [byId(builder)] : [];
}

function byId(builder: QueryBuilder): OrderTerm {
  return { by: builder.emitBaseColumn("id"), direction: "ASC" };
}

/** Of the base table and what is joined to it. */
function rowIdsOf({ scope, emitter }: QueryBuilder): readonly string[] {
  if (scope.base.type === "view") return [];
  const { dialect } = emitter;
  const joined = scope.joins.all.flatMap((join) =>
    join.kind === "collection" && join.collection.type !== "view" ? [join.alias] : [],
  );
  return [scope.baseAlias, ...joined].map((alias) => dialect.expressions.rowId(dialect.quote(alias)));
}

/** `distinct` is what to count where records come several times. The ids of a view need not be unique. */
function countSql(builder: QueryBuilder, body: string, distinct: string | null): string {
  const counted = builder.scope.base.type === "view" ? builder.emitBaseColumn("id") : distinct;
  const { dialect } = builder.emitter;
  return `SELECT COUNT(${counted === null ? "*" : `DISTINCT ${counted}`}) AS ${dialect.quote("total")} ${body}`;
}

/** A plan with the values of one request. */
class BoundPlan implements RecordsPlan {
  readonly #plan: ListPlan;
  readonly #parameters: readonly SqlValue[];

  constructor(plan: ListPlan, input: PlanInput) {
    this.#plan = plan;
    this.#parameters = plan.sources.map((source) => source(input));
  }

  get reads(): readonly Collection[] {
    return this.#plan.reads;
  }

  get isRandom(): boolean {
    return this.#plan.isRandom;
  }

  select({ limit, offset, columns }: { limit: number; offset: number; columns?: readonly string[] }): Statement {
    return { sql: selectSql(this.#plan, columns ?? ALL), parameters: [...this.#parameters, limit, offset] };
  }

  count(): Statement {
    const { countSql: sql, countsWithConditions } = this.#plan;
    return { sql, parameters: countsWithConditions ? this.#parameters : [] };
  }
}

const ALL: readonly string[] = [];

function selectSql(plan: ListPlan, columns: readonly string[]): string {
  const known = plan.selects.get(columns);
  if (known !== undefined) return known;
  const { rows, dialect } = plan;
  const names = columns.length === 0 ? plan.columns : columns;
  const sql = dialect.expressions.page({ ...rows, columns: names.map((name) => dialect.quote(name)) });
  plan.selects.set(columns, sql);
  plan.note(sql, "list");
  return sql;
}
