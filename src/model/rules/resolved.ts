import { FilterSyntaxError } from "../../lib/filter/token.ts";
import type { SqlValue } from "../../database/engine.ts";
import type { ColumnOrigin } from "../../database/expression.ts";
import type { Operator } from "../../lib/filter/parse.ts";
import type { Collection } from "../collections/collection.ts";
import type { RequestInfo } from "../request-info.ts";

/** What the parameters of a plan are computed from, at every execution. */
export interface PlanInput {
  readonly request: RequestInfo;
  /** The literals of the client's filter. */
  readonly literals: readonly (string | number)[];
  readonly now: Date;
}

export type ParameterSource = (input: PlanInput) => SqlValue;

/** A typed operand, with the names of tables and columns but without a database's language. */
export type Value =
  | { readonly kind: "null" }
  /** The words `true` and `false`, which count as 1 and 0. */
  | { readonly kind: "boolean"; readonly value: boolean }
  /** Whether the request has a value. On the right of `!=` it asks whether the left side is as true. */
  | { readonly kind: "isset"; readonly value: boolean }
  | ParameterValue
  /** A number that counts as a column, not as a literal. */
  | { readonly kind: "count"; readonly source: ParameterSource; readonly isZeroOrOne: boolean }
  | ColumnValue
  /** The `value` of a list that was joined; `of` is the list's column, null for the list of a request body. */
  | { readonly kind: "item"; readonly alias: string; readonly of: ColumnOrigin | null }
  | (OriginatedColumn & { readonly kind: "json"; readonly path: string })
  | (OriginatedColumn & { readonly kind: "length" })
  | { readonly kind: "lower"; readonly of: Value }
  | { readonly kind: "geoDistance"; readonly of: readonly [Value, Value, Value, Value] }
  | { readonly kind: "strftime"; readonly of: readonly Value[] }
  /** Whether the request changes a field. */
  | { readonly kind: "changed"; readonly condition: Condition };

export interface ParameterValue {
  readonly kind: "parameter";
  readonly source: ParameterSource;
  /** Plans differ by the kind of a parameter: an empty text also means null, numbers are bound as floating point ones. */
  readonly type: "empty" | "text" | "number" | "other";
}

export interface ColumnValue extends OriginatedColumn {
  readonly kind: "column";
  readonly type: "text" | "number" | "boolean" | "other";
  /** Whether the column may hold or, of a joined table, yield null. */
  readonly isNullable: boolean;
  /** An index over the column leaves "" out, so it serves only comparisons that do so too. */
  readonly indexSkipsEmpty: boolean;
}

/**
 * How `=` and `!=` treat null: as "" (`auto`), as null (`exact`: json and distances), or as "" with no shortcut for
 * known values (`normalized`: functions that may yield null).
 */
export type NullHandling = "auto" | "exact" | "normalized";

export interface Operand {
  readonly value: Value;
  readonly nulls: NullHandling;
  /** Set where the path may yield several values for a record: all of them must match. */
  readonly all: AllValues | null;
  /** The alias of an auth table whose email is compared by someone who may see only public ones. */
  readonly publicEmailOf: string | null;
}

/** All values of a path for one record, as a subquery. */
export interface AllValues {
  /** The alias of the record in the outer query. */
  readonly outerAlias: string;
  /** The record once more, where the outer query may have none; null where the joins start from the outer record. */
  readonly again: { readonly table: string; readonly alias: string } | null;
  readonly joins: readonly Join[];
  readonly value: Value;
}

export interface Comparison {
  readonly kind: "comparison";
  readonly operator: Operator;
  readonly isAny: boolean;
  readonly left: Operand;
  readonly right: Operand;
}

export interface ConditionGroup {
  readonly kind: "group";
  readonly parts: readonly { readonly join: "and" | "or"; readonly condition: Condition }[];
}

export type Condition = Comparison | ConditionGroup;

/** A left join. */
export type Join = CollectionJoin | ItemsJoin | GivenItemsJoin;

export interface CollectionJoin {
  readonly kind: "collection";
  readonly alias: string;
  readonly collection: Collection;
  /** What stands for its table. Default: the table. */
  readonly as?: string | undefined;
  /** Null joins every row with every row. */
  readonly on: JoinCondition | null;
}

/** The items of a list column. */
export interface ItemsJoin {
  readonly kind: "items";
  readonly alias: string;
  readonly of: OriginatedColumn;
}

/** The items of a list that comes with the request. */
export interface GivenItemsJoin {
  readonly kind: "given";
  readonly alias: string;
  /** Yields a JSON list. */
  readonly source: ParameterSource;
}

export interface ColumnRef {
  readonly alias: string;
  readonly column: string;
}

export interface OriginatedColumn extends ColumnRef {
  readonly origin: ColumnOrigin;
}

/** A side of a join: a column, or the items of a list. */
export type JoinSide = OriginatedColumn | { readonly kind: "item"; readonly alias: string; readonly of: ColumnOrigin };

export type JoinCondition =
  | { readonly kind: "equal"; readonly left: OriginatedColumn; readonly right: JoinSide }
  /** `id` is an item of the list column. */
  | { readonly kind: "listed"; readonly id: OriginatedColumn; readonly list: OriginatedColumn }
  | { readonly kind: "given"; readonly left: OriginatedColumn; readonly source: ParameterSource }
  /** `left` is an item of the JSON list that the source yields. */
  | { readonly kind: "givenList"; readonly left: OriginatedColumn; readonly source: ParameterSource };

export const NULL_VALUE: Value = { kind: "null" };

export function operandOf(value: Value, nulls: NullHandling = "auto"): Operand {
  return { value, nulls, all: null, publicEmailOf: null };
}

/** A path, function or modifier that can't be used: the filter or rule is invalid. */
export class RuleError extends Error {
  override readonly name = "RuleError";
}

/** Whether the error says that a rule or filter is invalid. */
export function isRuleProblem(error: unknown): error is Error {
  return error instanceof RuleError || error instanceof FilterSyntaxError;
}
