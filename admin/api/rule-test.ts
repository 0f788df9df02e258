import { client } from "./client.ts";

/** Who would do what. */
export interface RuleQuestion {
  readonly record?: string;
  readonly auth: { readonly collection: string; readonly record: string } | null;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Rules in the place of those that are saved. */
  readonly rules: Readonly<Record<string, string | null>>;
}

export interface RuleAnswer {
  readonly outcomes: readonly RuleOutcome[];
  /** How many records of all a list has; null where they can't be counted. */
  readonly visible: { readonly count: number; readonly total: number } | null;
}

export interface RuleOutcome {
  readonly operation: string;
  readonly rule: string | null;
  /** Null without a record to ask about. */
  readonly isAllowed: boolean | null;
  readonly reason: "superuser" | "locked" | "open" | "invalid" | "rule" | "noRecord";
  readonly status: number | null;
  readonly message: string;
  readonly explanation: RulePart | null;
}

interface Asked {
  /** Null where it was not asked. */
  readonly holds: boolean | null;
  readonly decides: boolean;
}

export interface RulePartGroup extends Asked {
  readonly kind: "and" | "or";
  readonly parts: readonly RulePart[];
}

export interface RulePartComparison extends Asked {
  readonly kind: "comparison";
  readonly text: string;
  /** Where it is in the text of the rule. */
  readonly start: number;
  readonly end: number;
  readonly left: RuleOperand;
  readonly right: RuleOperand;
}

export type RulePart = RulePartGroup | RulePartComparison;

export interface RuleOperand {
  readonly text: string;
  /** Null for literals, and where they are not told. */
  readonly values: readonly unknown[] | null;
}

export function testRules(collection: string, question: RuleQuestion, signal: AbortSignal): Promise<RuleAnswer> {
  const path = `/api/collections/${encodeURIComponent(collection)}/meta/test-rules`;
  return client.send<RuleAnswer>(path, { method: "POST", body: question, signal });
}
