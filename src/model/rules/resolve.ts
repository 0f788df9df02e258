import type { FilterComparison, FilterGroup, FilterNode, FilterOperand } from "../../lib/filter/parse.ts";
import { macros } from "../../lib/filter/macros.ts";
import { resolveCall } from "./resolve-call.ts";
import { resolvePath } from "./resolve-path.ts";
import type { Comparison, Condition, ConditionGroup, Operand } from "./resolved.ts";
import { NULL_VALUE, operandOf, RuleError } from "./resolved.ts";
import type { Scope } from "./scope.ts";

/** Gives every operand of a filter its type and table, and notes the joins for them in the scope. Throws a `RuleError`. */
export function resolveFilter(filter: FilterGroup, scope: Scope): ConditionGroup {
  return {
    kind: "group",
    parts: filter.parts.map(({ join, node }) => ({ join, condition: resolveNode(node, scope) })),
  };
}

function resolveNode(node: FilterNode, scope: Scope): Condition {
  return node.kind === "group" ? resolveFilter(node, scope) : resolveComparison(node, scope);
}

function resolveComparison(comparison: FilterComparison, scope: Scope): Comparison {
  const { operator, isAny } = comparison;
  const left = resolveSide("left", comparison.left, scope);
  const right = resolveSide("right", comparison.right, scope);
  return { kind: "comparison", operator, isAny, left, right };
}

/** What is wrong with an operand is told in PocketBase's words, as it shows them where a rule is saved. */
function resolveSide(side: "left" | "right", operand: FilterOperand, scope: Scope): Operand {
  try {
    return resolveOperand(operand, scope);
  } catch (error) {
    if (!(error instanceof RuleError) || !("name" in operand)) throw error;
    throw new RuleError(`invalid ${side} operand "${operand.name}" - ${error.message}`, { cause: error });
  }
}

export function resolveOperand(operand: FilterOperand, scope: Scope): Operand {
  switch (operand.kind) {
    case "text":
    case "number":
      return operandOf(literal(operand, scope));
    case "call":
      return resolveCall(operand, (argument) => resolveOperand(argument, scope));
    case "name":
      return resolveName(operand.name, scope);
  }
}

function literal(token: { kind: "text" | "number"; value: string | number; index: number }, scope: Scope) {
  const { value, index } = token;
  const type = token.kind === "number" ? "number" : value === "" ? "empty" : "text";
  const source = scope.hasClientLiterals
    ? ({ literals }: { literals: readonly (string | number)[] }) => literals[index] ?? null
    : () => value;
  return { kind: "parameter", source, type } as const;
}

function resolveName(name: string, scope: Scope): Operand {
  const macro = Object.hasOwn(macros, name) ? macros[name] : undefined;
  if (macro !== undefined) {
    return operandOf({ kind: "parameter", source: ({ now }) => macro(now), type: "other" });
  }
  try {
    return resolvePath(name, scope, changedCondition);
  } catch (error) {
    // A field may be called like a constant, so those come last.
    const constant = error instanceof RuleError ? CONSTANTS.get(name.toLowerCase()) : undefined;
    if (constant === undefined) throw error;
    return operandOf(constant);
  }
}

const CONSTANTS = new Map([
  ["null", NULL_VALUE],
  ["true", { kind: "boolean", value: true } as const],
  ["false", { kind: "boolean", value: false } as const],
]);

/** `@request.body.name:changed`: the body has the field, with another value than the record. */
function changedCondition(name: string, scope: Scope): Condition {
  const operand = (path: string): FilterOperand => ({ kind: "name", name: path });
  const body = `@request.body.${name}`;
  const parts = [
    { operator: "=", left: operand(`${body}:isset`), right: operand("true") },
    { operator: "!=", left: operand(body), right: operand(name) },
  ] as const;
  return {
    kind: "group",
    parts: parts.map((part) => ({
      join: "and",
      condition: resolveComparison({ kind: "comparison", isAny: false, ...part }, scope),
    })),
  };
}
