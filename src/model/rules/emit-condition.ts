// A resolved condition as SQL text.
//
// Called by `query-builder.ts` once for each new plan. Must stay true: what is written here decides exactly as `compile-predicate.ts`
// does on the same row. A property test compares the two; a change of one is a change of both.
import type { ExpressionDialect } from "../../database/expression-dialect.ts";
import type { Expression } from "../../database/expression.ts";
import type { Operator } from "../../lib/filter/parse.ts";
import { emitDeadline, emitJoins } from "./emit-joins.ts";
import type { Emitter } from "./emit-value.ts";
import { parametersOf } from "./emit-value.ts";
import type { SideFacts } from "./equal-form.ts";
import { equalForm, sideFacts } from "./equal-form.ts";
import type { PlanCondition } from "./simplify.ts";
import type { AllValues, Comparison, Join, NullHandling, Operand, Value } from "./resolved.ts";

/** Writes a condition; `and` and `or` are written in parentheses. */
export function emitCondition(condition: PlanCondition, emitter: Emitter): string {
  switch (condition.kind) {
    case "comparison":
      return emitComparison(condition, emitter);
    case "forAll":
      return emitForAll(condition.comparison, emitter);
    case "and":
    case "or": {
      const parts = condition.parts.map((part) => emitCondition(part, emitter));
      return `(${parts.join(condition.kind === "and" ? " AND " : " OR ")})`;
    }
    case "noRow":
      return `${emitter.column({ alias: condition.alias, column: "id" })} IS NULL`;
    case "constant":
      return condition.value ? "1 = 1" : "1 = 0";
  }
}

function emitComparison(comparison: Comparison, emitter: Emitter): string {
  const { operator, isAny, left, right } = comparison;
  let sql = compare({ left: sideOf(left, emitter), operator, right: sideOf(right, emitter) }, emitter);
  if (!isAny && (left.all !== null || right.all !== null)) sql = `(${sql} AND ${emitForAll(comparison, emitter)})`;
  for (const { publicEmailOf: alias } of [left, right]) {
    if (alias !== null) sql = `(${sql} AND ${emitter.column({ alias, column: "emailVisibility" })} = TRUE)`;
  }
  return isCostly(comparison) ? emitter.costly(sql) : sql;
}

const CHEAP_VALUES: ReadonlySet<Value["kind"]> = new Set([
  "null",
  "boolean",
  "isset",
  "count",
  "item",
  "parameter",
  "column",
]);

/** Whether a value is searched or parsed rather than compared. No index serves such a comparison. */
function isCostly({ operator, left, right }: Comparison): boolean {
  if (operator === "~" || operator === "!~") return true;
  return [left, right].some(({ value, all }) => all !== null || !CHEAP_VALUES.has(value.kind));
}

/** No value of the path may fail the comparison. Records without any value pass. */
function emitForAll({ operator, left, right }: Comparison, emitter: Emitter): string {
  const derived = (all: AllValues, alias: string) => `(${emitAllValues(all, emitter)}) ${emitter.dialect.quote(alias)}`;
  if (left.all !== null && right.all !== null) {
    const sides = {
      left: derivedSide("__l", { all: left.all, nulls: left.nulls }, emitter),
      right: derivedSide("__r", { all: right.all, nulls: right.nulls }, emitter),
    };
    const matches = compare({ ...sides, operator }, emitter);
    const { joinedToAll } = emitter.dialect.expressions;
    const from = `${derived(left.all, "__l")} LEFT JOIN ${derived(right.all, "__r")}${joinedToAll}`;
    return `NOT EXISTS (SELECT 1 FROM ${from} WHERE NOT (${matches}))`;
  }
  const [all, many, one] =
    left.all === null ? [right.all, right, left] : ([left.all, left, right] as [AllValues, Operand, Operand]);
  if (all === null) return "(1 = 1)";
  const manySide = derivedSide("__l", { all, nulls: many.nulls }, emitter);
  // PocketBase forgets here how the other operand treats null.
  const oneSide = sideOf({ ...one, nulls: "auto" }, emitter);
  const sides = many === left ? { left: manySide, right: oneSide } : { left: oneSide, right: manySide };
  const matches = compare({ ...sides, operator }, emitter);
  return `NOT EXISTS (SELECT 1 FROM ${derived(all, "__l")} WHERE NOT (${matches}))`;
}

function emitAllValues(all: AllValues, emitter: Emitter): string {
  const { dialect } = emitter;
  const value = dialect.expressions.selected(emitter.value(all.value));
  const joins = emitJoins(all.joins, emitter);
  const innermost = all.joins.at(-1);
  const where = innermost === undefined ? [] : [emitDeadline(innermost, emitter)];
  let start = `${ONE_ROW} ${dialect.quote("__s")}`;
  if (all.again !== null) {
    const { table, alias } = all.again;
    start = `${dialect.quote(table)} ${dialect.quote(alias)}`;
    const outerId = emitter.column({ alias: all.outerAlias, column: "id" });
    where.push(`${emitter.column({ alias, column: "id" })} = ${outerId}`);
  }
  const condition = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
  return `SELECT ${value} AS ${dialect.quote("value")} FROM ${start}${joins}${condition}`;
}

/** What left joins start from in a subquery about the outer record. */
const ONE_ROW = "(SELECT 1)";

/** One of the rows that the joins make of the outer record matches. */
export function emitAnyRow(
  { joins, conditions }: { readonly joins: readonly Join[]; readonly conditions: readonly PlanCondition[] },
  emitter: Emitter,
): string {
  const innermost = joins.at(-1);
  const deadline = innermost === undefined ? [] : [emitDeadline(innermost, emitter)];
  const from = `${ONE_ROW} ${emitter.dialect.quote("__s")}${emitJoins(joins, emitter)}`;
  const where = [...deadline, ...conditions.map((condition) => emitCondition(condition, emitter))].join(" AND ");
  return `EXISTS (SELECT 1 FROM ${from} WHERE ${where})`;
}

/** One side of a comparison. */
interface Side extends SideFacts {
  readonly value: Expression;
  /** As a pattern of `~`. */
  readonly pattern: () => Expression;
  /** Columns of the same class need no conversion to be compared. */
  readonly columnClass: "text" | "number" | null;
  readonly isNullable: boolean;
  readonly indexSkipsEmpty: boolean;
}

interface Sides {
  readonly left: Side;
  readonly operator: Operator;
  readonly right: Side;
}

function sideOf(operand: { value: Value; nulls: NullHandling }, emitter: Emitter): Side {
  const { value } = operand;
  const hasParameters = parametersOf(value).length > 0;
  const { expressions } = emitter.dialect;
  const written = emitter.value(value);
  return {
    value: written,
    pattern: () => (hasParameters ? emitter.pattern(value) : expressions.anywhere(written)),
    ...sideFacts(operand),
    ...columnFacts(value),
  };
}

const NO_COLUMN = { columnClass: null, isNullable: true, indexSkipsEmpty: false } as const;

function columnFacts(value: Value): Pick<Side, keyof typeof NO_COLUMN> {
  if (value.kind !== "column" || value.type === "other") return NO_COLUMN;
  const { type, isNullable, indexSkipsEmpty } = value;
  return { columnClass: type === "text" ? "text" : "number", isNullable, indexSkipsEmpty };
}

/** The value column of a subquery over all values. */
function derivedSide(alias: string, of: { all: AllValues; nulls: NullHandling }, emitter: Emitter): Side {
  const { expressions } = emitter.dialect;
  const value = expressions.derived(emitter.value(of.all.value), emitter.column({ alias, column: "value" }));
  return {
    value,
    pattern: () => expressions.anywhere(value),
    nulls: of.nulls,
    isEmpty: false,
    isKnown: false,
    ...NO_COLUMN,
  };
}

function compare({ left, operator, right }: Sides, emitter: Emitter): string {
  const { expressions } = emitter.dialect;
  switch (operator) {
    case "=":
      return emitEqual(left, right, expressions);
    case "!=":
      return emitUnequal(left, right, expressions);
    case "~":
      return expressions.like(left.value, right.pattern());
    case "!~":
      return expressions.notLike(left.value, right.pattern());
    case "<":
    case "<=":
    case ">":
    case ">=":
      return expressions.compare(left.value, operator, right.value);
  }
}

/** A plain comparison where it does, because an index can serve it; columns that are never null need no look for null. */
function emitEqual(left: Side, right: Side, expressions: ExpressionDialect): string {
  const { emptyText } = expressions;
  switch (equalForm(left, right)) {
    case "exact":
      return expressions.isSame(left.value, right.value);
    case "bothEmpty":
      return "'' = ''";
    case "known":
      return emitEqualKnown(left, right, expressions);
    case "leftEmpty": {
      const equal = expressions.compare(emptyText, "=", right.value);
      return right.isNullable ? `(${equal} OR ${expressions.isNull(right.value)})` : equal;
    }
    case "rightEmpty": {
      const equal = expressions.compare(left.value, "=", emptyText);
      return left.isNullable ? `(${equal} OR ${expressions.isNull(left.value)})` : equal;
    }
    case "coalesced":
      return expressions.compare(coalesced(left, right, expressions), "=", coalesced(right, left, expressions));
  }
}

function emitEqualKnown(left: Side, right: Side, expressions: ExpressionDialect): string {
  const sql = expressions.compare(orEmpty(left, expressions), "=", orEmpty(right, expressions));
  const column = left.indexSkipsEmpty ? left : right;
  const other = column === left ? right : left;
  return column.indexSkipsEmpty && other.isKnown ? `(${sql} AND ${expressions.selected(column.value)} != '')` : sql;
}

function emitUnequal(left: Side, right: Side, expressions: ExpressionDialect): string {
  const { emptyText } = expressions;
  const differ = (a: Expression, b: Expression) => expressions.isDifferent(a, b);
  switch (equalForm(left, right)) {
    case "exact":
      return differ(left.value, right.value);
    case "bothEmpty":
      return differ(emptyText, emptyText);
    case "known":
      return differ(orEmpty(left, expressions), orEmpty(right, expressions));
    case "leftEmpty": {
      const differs = differ(emptyText, right.value);
      return right.isNullable ? `(${differs} AND ${expressions.isNotNull(right.value)})` : differs;
    }
    case "rightEmpty": {
      const differs = differ(left.value, emptyText);
      return left.isNullable ? `(${differs} AND ${expressions.isNotNull(left.value)})` : differs;
    }
    case "coalesced":
      return differ(coalesced(left, right, expressions), coalesced(right, left, expressions));
  }
}

function orEmpty(side: Side, { emptyText }: ExpressionDialect): Expression {
  return side.isEmpty ? emptyText : side.value;
}

/** COALESCE takes a column's type affinity away, so it may go only where both columns are of one class. */
function coalesced(side: Side, other: Side, expressions: ExpressionDialect): Expression {
  const isPlain = !side.isNullable && side.columnClass !== null && side.columnClass === other.columnClass;
  return isPlain ? side.value : expressions.coalesced(side.value);
}
