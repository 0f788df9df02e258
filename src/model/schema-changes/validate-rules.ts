import type { FieldError } from "../../lib/api-error.ts";
import { validateRule } from "../rules/validate-rule.ts";
import type { Validation } from "./validate-collection.ts";

/** `before` is the stored rule, undefined where the collection is new. */
export function checkRule(
  { context, collection, original }: Validation,
  rule: string | null,
  before: string | null | undefined,
): FieldError | null {
  const reason = rule === null ? null : validateRule(context, collection, rule);
  if (reason !== null) {
    return { code: "validation_invalid_rule", message: `Invalid rule. Raw error: ${reason}` };
  }
  if (!original?.system || before === undefined || before === rule) return null;
  return { code: "validation_collection_system_rule_change", message: "System collection API rule cannot be changed." };
}

/** Views have no rules of writing. */
export function checkNoRule(_validation: Validation, rule: string | null): FieldError | null {
  return rule === null ? null : { code: "validation_nil", message: "Must be blank." };
}
