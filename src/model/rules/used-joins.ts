import type { Comparison, Condition, Join, Operand, Value } from "./resolved.ts";
import type { PlanCondition } from "./simplify.ts";

/** The tables that a condition looks at in the query itself; subqueries don't count, but for the record they are about. */
export function aliasesOf(condition: PlanCondition): ReadonlySet<string> {
  const aliases = new Set<string>();
  addCondition(condition, aliases);
  return aliases;
}

export function aliasesOfValue(value: Value): ReadonlySet<string> {
  const aliases = new Set<string>();
  addValue(value, aliases);
  return aliases;
}

/** The joins that the aliases need, in their order. */
export function neededJoins(joins: readonly Join[], aliases: ReadonlySet<string>): readonly Join[] {
  const needed = new Set(aliases);
  // A join refers only to joins before it.
  for (const join of joins.toReversed()) {
    if (!needed.has(join.alias)) continue;
    const source = sourceOf(join);
    if (source !== null) needed.add(source);
  }
  return joins.filter(({ alias }) => needed.has(alias));
}

function sourceOf(join: Join): string | null {
  if (join.kind === "items") return join.of.alias;
  if (join.kind === "given" || join.on === null) return null;
  if (join.on.kind === "equal") return join.on.right.alias;
  return join.on.kind === "listed" ? join.on.id.alias : null;
}

function addCondition(condition: PlanCondition, aliases: Set<string>): void {
  switch (condition.kind) {
    case "comparison":
      addComparison(condition, aliases);
      return;
    case "forAll":
      for (const operand of [condition.comparison.left, condition.comparison.right]) addForAll(operand, aliases);
      return;
    case "and":
    case "or":
      for (const part of condition.parts) addCondition(part, aliases);
      return;
    case "noRow":
      aliases.add(condition.alias);
      return;
    case "constant":
      return;
  }
}

function addComparison({ left, right, isAny }: Comparison, aliases: Set<string>): void {
  for (const operand of [left, right]) {
    addValue(operand.value, aliases);
    if (operand.publicEmailOf !== null) aliases.add(operand.publicEmailOf);
    if (!isAny && operand.all !== null) aliases.add(operand.all.outerAlias);
  }
}

/** In the match-all half an operand with several values is a subquery. */
function addForAll({ all, value }: Operand, aliases: Set<string>): void {
  if (all === null) addValue(value, aliases);
  else aliases.add(all.outerAlias);
}

function addValue(value: Value, aliases: Set<string>): void {
  switch (value.kind) {
    case "column":
    case "item":
    case "json":
    case "length":
      aliases.add(value.alias);
      return;
    case "lower":
      addValue(value.of, aliases);
      return;
    case "geoDistance":
    case "strftime":
      for (const part of value.of) addValue(part, aliases);
      return;
    case "changed":
      addResolved(value.condition, aliases);
      return;
    case "null":
    case "boolean":
    case "isset":
    case "parameter":
    case "count":
      return;
  }
}

function addResolved(condition: Condition, aliases: Set<string>): void {
  if (condition.kind === "comparison") addComparison(condition, aliases);
  else for (const { condition: part } of condition.parts) addResolved(part, aliases);
}
