import {
  asBoolean,
  asDynamic,
  asNumber,
  asText,
  comparable,
  isNumber,
  numberLiteral,
  type Operand,
  operand,
} from "./operand.ts";
import type { Comparison } from "./syntax.ts";

/** Compares as SQLite does: by the affinity of the columns first, then numbers before texts. */
export function compare(operator: Comparison, left: Operand, right: Operand): Operand {
  const isTest = operator === "IS" || operator === "IS NOT";
  if (left.kind === "null" || right.kind === "null") return compareNull(operator, left, right);
  const constant = foldBoolean(operator, left, right) ?? foldBoolean(operator, right, left);
  if (constant !== null) return constant;
  const [a, b] = native(...withAffinity(left, right));
  const isNullable = a.isNullable || b.isNullable;
  if (!isTest) return operand(`(${a.sql} ${operator} ${b.sql})`, "boolean", { isNullable });
  const isNot = operator === "IS NOT";
  if (!isNullable) return operand(`(${a.sql} ${isNot ? "<>" : "="} ${b.sql})`, "boolean", { isNullable: false });
  return operand(`(${a.sql} IS ${isNot ? "" : "NOT "}DISTINCT FROM ${b.sql})`, "boolean", { isNullable: false });
}

function compareNull(operator: Comparison, left: Operand, right: Operand): Operand {
  const value = right.kind === "null" ? left : right;
  // IS NOT NULL is false for a row of which a part is null, which every dynamic value is.
  if (operator === "IS") return operand(`(${value.sql} IS NULL)`, "boolean", { isNullable: false });
  if (operator === "IS NOT") return operand(`(NOT (${value.sql} IS NULL))`, "boolean", { isNullable: false });
  return operand("NULL::boolean", "boolean");
}

/** `published = 1` is `published`, so that an index over it is used. */
function foldBoolean(operator: Comparison, value: Operand, other: Operand): Operand | null {
  if (value.kind !== "boolean" || (other.constant !== 0 && other.constant !== 1)) return null;
  if (!["=", "<>", "IS", "IS NOT"].includes(operator)) return null;
  const isTrue = (operator === "=" || operator === "IS") === (other.constant === 1);
  if (operator === "=" || operator === "<>" || !value.isNullable) {
    return operand(isTrue ? value.sql : `(NOT ${value.sql})`, "boolean", { isNullable: value.isNullable });
  }
  const wanted = other.constant === 1 ? "TRUE" : "FALSE";
  return operand(`(${value.sql} ${operator} ${wanted})`, "boolean", { isNullable: false });
}

/** The rules of https://www.sqlite.org/datatype3.html#type_conversions_prior_to_comparison */
function withAffinity(left: Operand, right: Operand): [Operand, Operand] {
  if (left.affinity === "numeric" && right.affinity !== "numeric") return [left, withNumericAffinity(right)];
  if (right.affinity === "numeric" && left.affinity !== "numeric") return [withNumericAffinity(left), right];
  if (left.affinity === "text" && right.affinity === "none") return [left, withTextAffinity(right)];
  if (right.affinity === "text" && left.affinity === "none") return [withTextAffinity(left), right];
  return [left, right];
}

const NUMERIC_TEXT = /^[ \t\n\v\f\r]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t\n\v\f\r]*$/;

function withNumericAffinity(value: Operand): Operand {
  if (value.kind === "dynamic") return operand(`bb.numaff(${value.sql})`, "dynamic", { isNullable: value.isNullable });
  if (value.kind !== "text" && value.kind !== "json") return value;
  if (typeof value.constant !== "string") {
    return operand(`bb.numaff(${asText(value).sql})`, "dynamic", { isNullable: value.isNullable });
  }
  return NUMERIC_TEXT.test(value.constant) ? numberLiteral(Number(value.constant), "real") : value;
}

function withTextAffinity(value: Operand): Operand {
  return isNumber(value) || value.kind === "boolean" || value.kind === "dynamic" ? asText(value) : value;
}

/** Both as what one operator of PostgreSQL compares. */
function native(left: Operand, right: Operand): [Operand, Operand] {
  const collation = left.collation === "binary" ? right.collation : left.collation;
  const a = comparable({ ...left, collation });
  const b = comparable({ ...right, collation });
  if (a.kind === b.kind && a.kind !== "json") return [a, b];
  if ((isNumber(a) || a.kind === "boolean") && (isNumber(b) || b.kind === "boolean")) return [asNumber(a), asNumber(b)];
  if ((a.kind === "text" || a.kind === "json") && (b.kind === "text" || b.kind === "json"))
    return [asText(a), asText(b)];
  return [asDynamic(a), asDynamic(b)];
}

/** `x IS TRUE` and its like look at the truth of x, which `x = 1` does not. */
export function compareTruth(isNot: boolean, value: Operand, isTrue: boolean): Operand {
  const test = `(${asBoolean(value).sql} IS ${isNot ? "NOT " : ""}${isTrue ? "TRUE" : "FALSE"})`;
  return operand(test, "boolean", { isNullable: false });
}
