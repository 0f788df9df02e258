// How two values compare, after SQLite's rules of conversion (https://sqlite.org/datatype3.html, section 4).
//
// Where both sides are of one class, PostgreSQL's own operators compare them, so that indexes serve; else both become `bb.v`, in which
// numbers come before texts.
import type { OrderOperator } from "../expression-dialect.ts";
import type { Expression, ParameterExpression, TypedExpression } from "../expression.ts";
import { written } from "../expression.ts";
import { asDynamic, asNumber, asText, asTruth, numeric } from "./casts.ts";
import { toNumber, toNumberOnly } from "./convert-parameters.ts";

export const EMPTY_TEXT = written("text", null, () => "''");
export const WORDS = { true: written("number", null, () => "1"), false: written("number", null, () => "0") } as const;

/** Both sides in one type of PostgreSQL. */
interface Pair {
  readonly left: string;
  readonly right: string;
  /** Whether the order depends on a collation. */
  readonly areTexts: boolean;
}

/** Both sides with the operator between them. */
export function compare(left: Expression, operator: OrderOperator, right: Expression): string {
  return between(pair(left, right), operator);
}

function between({ left, right, areTexts }: Pair, operator: OrderOperator): string {
  return `${left} ${operator} ${right}${areTexts && operator !== "=" ? ` COLLATE "C"` : ""}`;
}

export function same(left: Expression, right: Expression, isSame: boolean): string {
  // `x IS TRUE` asks whether x is as true; null is neither.
  if (right.class === "truth") return `${asTruth(left)} IS ${isSame ? "" : "NOT "}${right.value ? "TRUE" : "FALSE"}`;
  const both = pair(left, right);
  return `${both.left} IS ${isSame ? "NOT " : ""}DISTINCT FROM ${both.right}`;
}

/** After SQLite's rules of conversion: numbers prevail over texts, texts over what has no affinity. */
function pair(of: Expression, to: Expression): Pair {
  const [left, right] = [plain(of), plain(to)];
  if (left.class === "parameter" && right.class !== "parameter") {
    const { left: first, right: second, areTexts } = pair(right, left);
    return { left: second, right: first, areTexts };
  }
  if (left.class === "parameter") {
    const areTexts = left.holds === "text" && right.class === "parameter" && right.holds === "text";
    return areTexts ? texts(asText(left), asText(right)) : dynamic(asDynamic(left), asDynamic(right));
  }
  if (right.class === "parameter") return withParameter(left, right);
  return typed(left, right);
}

/** The words count as 1 and 0 but where they ask. */
function plain(value: Expression): TypedExpression | ParameterExpression {
  return value.class === "truth" ? WORDS[`${value.value}`] : value;
}

/** The left side is a number or a text, known or not. */
function withParameter(left: TypedExpression, right: ParameterExpression): Pair {
  switch (left.class) {
    case "text":
      if (left.affinity === "text" || (left.affinity !== "number" && right.holds === "text")) {
        return texts(left.sql, asText(right));
      }
      break;
    case "number":
    case "real":
    case "boolean":
      return numbers(asNumber(left), `${right.bind(left.affinity === "number" ? toNumber : toNumberOnly)}::float8`);
    case "dynamic":
  }
  return dynamic(asDynamic(left), left.affinity === "number" ? numeric(right) : asDynamic(right));
}

function typed(left: TypedExpression, right: TypedExpression): Pair {
  const [a, b] = [left.class, right.class];
  const areAlike = left.affinity === right.affinity || (left.affinity !== "number" && right.affinity !== "number");
  if (a === "text" && b === "text" && areAlike) return texts(left.sql, right.sql);
  if (isNumeric(left) && isNumeric(right)) return numericPair(left, right);
  // NaN is larger than all numbers, as a text is, and equals none.
  if (isNumeric(left) && right === EMPTY_TEXT) return numbers(asNumber(left), "'NaN'::float8");
  if (isNumeric(right) && left === EMPTY_TEXT) return numbers("'NaN'::float8", asNumber(right));
  if (left.affinity === "number" && right.affinity !== "number") return dynamic(asDynamic(left), numeric(right));
  if (right.affinity === "number" && left.affinity !== "number") return dynamic(numeric(left), asDynamic(right));
  if (left.affinity === "text" && right.affinity === null) return texts(left.sql, asText(right));
  if (right.affinity === "text" && left.affinity === null) return texts(asText(left), right.sql);
  return dynamic(asDynamic(left), asDynamic(right));
}

function isNumeric({ class: of }: TypedExpression): boolean {
  return of === "number" || of === "real" || of === "boolean";
}

function numericPair(left: TypedExpression, right: TypedExpression): Pair {
  if (left.class === "boolean" && right.class === "boolean") return numbers(left.sql, right.sql);
  // So that a boolean column stands by itself.
  if (left.class === "boolean" && right === WORDS.true) return numbers(left.sql, "TRUE");
  if (left.class === "boolean" && right === WORDS.false) return numbers(left.sql, "FALSE");
  if (right.class === "boolean" && left === WORDS.true) return numbers("TRUE", right.sql);
  if (right.class === "boolean" && left === WORDS.false) return numbers("FALSE", right.sql);
  return numbers(asNumber(left), asNumber(right));
}

function numbers(left: string, right: string): Pair {
  return { left, right, areTexts: false };
}

function texts(left: string, right: string): Pair {
  return { left, right, areTexts: true };
}

function dynamic(left: string, right: string): Pair {
  return { left, right, areTexts: false };
}
