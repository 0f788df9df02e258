import { equalForm, sideFacts } from "./equal-form.ts";
import type { Comparison, Join } from "./resolved.ts";
import type { PlanCondition } from "./simplify.ts";
import { aliasesOf } from "./used-joins.ts";

export interface SplitConditions {
  /** What is decided by the record alone. */
  readonly own: readonly PlanCondition[];
  /** What must hold for one of the rows that the joins make of the record. */
  readonly joined: readonly PlanCondition[];
}

/** Splits conditions that must all hold. */
export function splitConditions(conditions: readonly PlanCondition[], baseAlias: string): SplitConditions {
  const own: PlanCondition[] = [];
  const joined: PlanCondition[] = [];
  for (const condition of conditions.flatMap(conjuncts)) {
    const isOwn = [...aliasesOf(condition)].every((alias) => alias === baseAlias);
    (isOwn ? own : joined).push(condition);
  }
  return { own, joined };
}

function conjuncts(condition: PlanCondition): readonly PlanCondition[] {
  if (condition.kind === "and") return condition.parts.flatMap(conjuncts);
  if (condition.kind !== "comparison" || condition.isAny || !hasSeveral(condition)) return [condition];
  const forAll = { kind: "forAll", comparison: condition } as const;
  return isNeverNull(condition) ? [forAll] : [forAll, { ...condition, isAny: true }];
}

function hasSeveral({ left, right }: Comparison): boolean {
  return left.all !== null || right.all !== null;
}

/**
 * Left joins give every record a row. Where a comparison is never null, that none of the rows fails means that all
 * match, so no matching one needs to be looked for.
 */
function isNeverNull({ operator, left, right }: Comparison): boolean {
  if (left.publicEmailOf !== null || right.publicEmailOf !== null) return false;
  // With several values on both sides the rows of the query are pairs of their own.
  if (left.all !== null && right.all !== null) return false;
  // The match-all half does not know how the other operand treats null.
  if ((left.all === null ? left : right).nulls !== "auto") return false;
  return operator === "!=" || (operator === "=" && equalForm(sideFacts(left), sideFacts(right)) !== "known");
}

/** Whether rows come only from lists in columns or in the request, each item of which is found without a search. */
export function areListsOnly(joins: readonly Join[]): boolean {
  return joins.every(
    (join) =>
      join.kind !== "collection" ||
      (join.on?.kind === "equal" && join.on.left.column === "id") ||
      join.on?.kind === "given",
  );
}
