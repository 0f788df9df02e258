import type { Row, SqlValue } from "../../database/engine.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { RequestInfo } from "../request-info.ts";
import type { CompiledCondition } from "./compile-predicate.ts";
import { compileCondition } from "./compile-predicate.ts";
import { GuardedRequest } from "./guards.ts";
import type { Plan } from "./plan-cache.ts";
import { cachedPlan } from "./plan-cache.ts";
import { parseRule } from "./query-builder.ts";
import { resolveFilter } from "./resolve.ts";
import { isRuleProblem } from "./resolved.ts";
import { JoinSet, Scope } from "./scope.ts";
import { Undecided } from "./sql-value.ts";

interface PredicateQuery {
  readonly collection: Collection;
  readonly rule: string;
  readonly request: RequestInfo;
  /** Whether the rows are as stored; otherwise they are the columns of a record that is not. */
  readonly isStored: boolean;
}

/** Whether the rule holds for a row of the collection's columns; null where only the database can tell. */
export type RulePredicate = (row: Readonly<Row>) => boolean | null;

interface PredicatePlan extends Plan {
  readonly compiled: CompiledCondition | null;
}

/**
 * The rule as a function, decided without the database and exactly as it would. Null where the rule looks at more than
 * the record's own columns, the request and literals. The function is for this request and this moment.
 */
export function compileRulePredicate(context: Context, query: PredicateQuery): RulePredicate | null {
  const { collection, rule, request, isStored } = query;
  if (rule === "") return () => true;
  const key = ["predicate", collection.id, rule, String(isStored)].join("\0");
  const { compiled } = cachedPlan(context.collections.current(), key, {
    request,
    make: () => makePlan(context, query),
  });
  if (compiled === null) return null;
  const input = { request, literals: [], now: new Date() };
  const parameters: readonly SqlValue[] = compiled.sources.map((source) => source(input));
  return (row) => {
    try {
      return compiled.test({ row, parameters }) === true;
    } catch (error) {
      if (error instanceof Undecided) return null;
      throw error;
    }
  };
}

function makePlan(context: Context, { collection, rule, request: info, isStored }: PredicateQuery): PredicatePlan {
  const request = new GuardedRequest(info);
  const joins = new JoinSet();
  const snapshot = context.collections.current();
  const baseAlias = collection.name;
  const scope = new Scope({ snapshot, base: collection, baseAlias, isUnsaved: false, request, joins });
  let compiled: CompiledCondition | null = null;
  try {
    const condition = resolveFilter(parseRule(rule), scope);
    if (joins.all.length === 0) compiled = compileCondition(condition, { alias: baseAlias, isStored });
  } catch (error) {
    if (!isRuleProblem(error)) throw error;
  }
  return { guards: request.guards, size: rule.length, compiled };
}
