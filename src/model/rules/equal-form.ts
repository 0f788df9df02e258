import { parametersOf } from "./emit-value.ts";
import type { NullHandling, Value } from "./resolved.ts";

/** What decides how two operands are compared for equality. */
export interface SideFacts {
  readonly nulls: NullHandling;
  /** Null or "", known before the comparison. */
  readonly isEmpty: boolean;
  /** Neither null nor "", known before the comparison. */
  readonly isKnown: boolean;
}

/**
 * How `=` and `!=` are written: `exact` tells null from ""; else null counts as "", which takes a look for null or a
 * COALESCE only where no side is known.
 */
export type EqualForm = "exact" | "bothEmpty" | "known" | "leftEmpty" | "rightEmpty" | "coalesced";

export function sideFacts({ value, nulls }: { readonly value: Value; readonly nulls: NullHandling }): SideFacts {
  const parameters = parametersOf(value);
  const hasEmpty = parameters.some(({ type }) => type === "empty");
  return {
    nulls,
    isEmpty: value.kind === "null" || (nulls === "auto" && parameters.length === 1 && hasEmpty),
    isKnown: nulls !== "normalized" && (isConstant(value) || (parameters.length > 0 && !hasEmpty)),
  };
}

function isConstant(value: Value): boolean {
  if (value.kind === "item") return value.of === null;
  return value.kind === "boolean" || value.kind === "isset" || (value.kind === "count" && value.isZeroOrOne);
}

export function equalForm(left: SideFacts, right: SideFacts): EqualForm {
  if (left.nulls === "exact" || right.nulls === "exact") return "exact";
  if (left.isEmpty && right.isEmpty) return "bothEmpty";
  if (left.isKnown || right.isKnown) return "known";
  if (left.isEmpty) return "leftEmpty";
  return right.isEmpty ? "rightEmpty" : "coalesced";
}
