import { equalForm, sideFacts } from "./equal-form.ts";
import type { Comparison, Condition, Operand, Value } from "./resolved.ts";

/** A condition as it is written: `and` and `or` apart, and without what is known before the statement runs. */
export type PlanCondition =
  | Comparison
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "and" | "or"; readonly parts: readonly PlanCondition[] }
  /** The match-all half of a comparison: none of a record's values fails it. */
  | { readonly kind: "forAll"; readonly comparison: Comparison }
  /** The left join to the table found no row. */
  | { readonly kind: "noRow"; readonly alias: string };

/** Where a condition decides about rows, null is as good as false, so constants may be folded. */
export function simplify(condition: Condition): PlanCondition {
  if (condition.kind === "comparison") return foldComparison(condition);
  const alternatives: PlanCondition[][] = [];
  for (const [index, { join, condition: part }] of condition.parts.entries()) {
    const simple = simplify(part);
    if (index === 0 || join === "or") alternatives.push([simple]);
    else alternatives.at(-1)?.push(simple);
  }
  return anyOf(alternatives.map(allOf));
}

export function allOf(parts: readonly PlanCondition[]): PlanCondition {
  return combine("and", parts);
}

export function anyOf(parts: readonly PlanCondition[]): PlanCondition {
  return combine("or", parts);
}

function combine(kind: "and" | "or", parts: readonly PlanCondition[]): PlanCondition {
  const decisive = kind === "or";
  const open: PlanCondition[] = [];
  for (const part of parts) {
    if (part.kind === kind) open.push(...part.parts);
    else if (part.kind !== "constant") open.push(part);
    else if (part.value === decisive) return part;
  }
  const [only] = open;
  if (only === undefined) return { kind: "constant", value: !decisive };
  return open.length === 1 ? only : { kind, parts: open };
}

/** Whether something is empty or set is part of a plan's guards, so `@request.auth.id != ''` is no question any more. */
function foldComparison(comparison: Comparison): PlanCondition {
  const { operator, left, right } = comparison;
  if (operator !== "=" && operator !== "!=") return comparison;
  if (!isPlain(left) || !isPlain(right)) return comparison;
  const areEqual = knownEquality(left, right);
  if (areEqual === null) return comparison;
  // `!= …:isset` asks whether the left side is true, and "" is as good as false.
  const isUnset = operator === "!=" && sideFacts(left).isEmpty && right.value.kind === "isset";
  const value = isUnset ? right.value.value : areEqual === (operator === "=");
  return { kind: "constant", value };
}

function isPlain({ all, publicEmailOf }: Operand): boolean {
  return all === null && publicEmailOf === null;
}

function knownEquality(left: Operand, right: Operand): boolean | null {
  const [a, b] = [sideFacts(left), sideFacts(right)];
  const form = equalForm(a, b);
  if (form === "bothEmpty") return true;
  if (form !== "known") return null;
  if (isTruth(left.value) && isTruth(right.value)) return left.value.value === right.value.value;
  return (a.isEmpty && isValue(right)) || (b.isEmpty && isValue(left)) ? false : null;
}

function isTruth(value: Value): value is Extract<Value, { kind: "boolean" | "isset" }> {
  return value.kind === "boolean" || value.kind === "isset";
}

/** A value that is known not to be empty; items of a list that was sent may still be. */
function isValue({ value }: Operand): boolean {
  const inner = value.kind === "lower" ? value.of : value;
  return isTruth(inner) || inner.kind === "count" || (inner.kind === "parameter" && inner.type !== "empty");
}
