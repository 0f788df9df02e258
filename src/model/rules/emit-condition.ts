// A resolved condition as SQL text.
//
// Called by `query-builder.ts` once for each new plan. Must stay true: what is written here decides exactly as `compile-predicate.ts`
// does on the same row. A property test compares the two; a change of one is a change of both.
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
    const sides = { left: derivedSide("__l", left.nulls, emitter), right: derivedSide("__r", right.nulls, emitter) };
    const matches = compare({ ...sides, operator }, emitter);
    const from = `${derived(left.all, "__l")} LEFT JOIN ${derived(right.all, "__r")}`;
    return `NOT EXISTS (SELECT 1 FROM ${from} WHERE NOT (${matches}))`;
  }
  const [all, many, one] =
    left.all === null ? [right.all, right, left] : ([left.all, left, right] as [AllValues, Operand, Operand]);
  if (all === null) return "(1 = 1)";
  const manySide = derivedSide("__l", many.nulls, emitter);
  // PocketBase forgets here how the other operand treats null.
  const oneSide = sideOf({ ...one, nulls: "auto" }, emitter);
  const sides = many === left ? { left: manySide, right: oneSide } : { left: oneSide, right: manySide };
  const matches = compare({ ...sides, operator }, emitter);
  return `NOT EXISTS (SELECT 1 FROM ${derived(all, "__l")} WHERE NOT (${matches}))`;
}

function emitAllValues(all: AllValues, emitter: Emitter): string {
  const { dialect } = emitter;
  const value = emitter.value(all.value);
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
  /** Binds its parameters when it is read, so only what the statement uses may be. */
  readonly sql: string;
  /** As a pattern of `~`. */
  readonly pattern: () => string;
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
  return {
    get sql() {
      return emitter.value(value);
    },
    pattern: () => (hasParameters ? emitter.pattern(value) : anywhere(emitter.value(value))),
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

/** The value column of a subquery. */
function derivedSide(alias: string, nulls: NullHandling, emitter: Emitter): Side {
  const sql = emitter.column({ alias, column: "value" });
  return {
    sql,
    pattern: () => anywhere(sql),
    nulls,
    isEmpty: false,
    isKnown: false,
    ...NO_COLUMN,
  };
}

function anywhere(text: string): string {
  return `('%' || ${text} || '%')`;
}

function compare({ left, operator, right }: Sides, emitter: Emitter): string {
  const { expressions } = emitter.dialect;
  switch (operator) {
    case "=":
      return emitEqual(left, right, emitter);
    case "!=":
      return emitUnequal(left, right, emitter);
    case "~":
      return expressions.like(left.sql, right.pattern());
    case "!~":
      return expressions.notLike(left.sql, right.pattern());
    case "<":
    case "<=":
    case ">":
    case ">=":
      return `${left.sql} ${operator} ${right.sql}`;
  }
}

/** A plain comparison where it does, because an index can serve it; columns that are never null need no look for null. */
function emitEqual(left: Side, right: Side, emitter: Emitter): string {
  switch (equalForm(left, right)) {
    case "exact":
      return emitter.dialect.expressions.isSame(left.sql, right.sql);
    case "bothEmpty":
      return "'' = ''";
    case "known":
      return emitEqualKnown(left, right);
    case "leftEmpty":
      return right.isNullable ? `('' = ${right.sql} OR ${right.sql} IS NULL)` : `'' = ${right.sql}`;
    case "rightEmpty":
      return left.isNullable ? `(${left.sql} = '' OR ${left.sql} IS NULL)` : `${left.sql} = ''`;
    case "coalesced":
      return `${coalesced(left, right)} = ${coalesced(right, left)}`;
  }
}

function emitEqualKnown(left: Side, right: Side): string {
  const sql = `${orEmpty(left)} = ${orEmpty(right)}`;
  const column = left.indexSkipsEmpty ? left : right;
  const other = column === left ? right : left;
  return column.indexSkipsEmpty && other.isKnown ? `(${sql} AND ${column.sql} != '')` : sql;
}

function emitUnequal(left: Side, right: Side, emitter: Emitter): string {
  const differ = (a: string, b: string) => emitter.dialect.expressions.isDifferent(a, b);
  switch (equalForm(left, right)) {
    case "exact":
      return differ(left.sql, right.sql);
    case "bothEmpty":
      return differ("''", "''");
    case "known":
      return differ(orEmpty(left), orEmpty(right));
    case "leftEmpty": {
      const differs = differ("''", right.sql);
      return right.isNullable ? `(${differs} AND ${right.sql} IS NOT NULL)` : differs;
    }
    case "rightEmpty": {
      const differs = differ(left.sql, "''");
      return left.isNullable ? `(${differs} AND ${left.sql} IS NOT NULL)` : differs;
    }
    case "coalesced":
      return differ(coalesced(left, right), coalesced(right, left));
  }
}

function orEmpty(side: Side): string {
  return side.isEmpty ? "''" : side.sql;
}

/** COALESCE takes a column's type affinity away, so it may go only where both columns are of one class. */
function coalesced(side: Side, other: Side): string {
  const isPlain = !side.isNullable && side.columnClass !== null && side.columnClass === other.columnClass;
  return isPlain ? side.sql : `COALESCE(${side.sql}, '')`;
}
