// A resolved condition as a JavaScript function over one row, which spares a query.
//
// Called by `rule-predicate.ts` for rules that read nothing but the record's own columns, the request and literals: the checks before a
// create or update and the events of realtime. Must stay true: the answer is SQLite's, with its three truth values and its conversions
// between text and numbers (`sql-value.ts`). Where that can't be promised, compiling gives null and the rule runs as SQL.
import type { Row, SqlValue } from "../../database/engine.ts";
import { toText } from "../../lib/convert.ts";
import { likePattern } from "../../lib/filter/like.ts";
import { lowerAscii } from "../../lib/filter/match-like.ts";
import { parametersOf } from "./emit-value.ts";
import type { EqualForm } from "./equal-form.ts";
import { equalForm, sideFacts } from "./equal-form.ts";
import type { Comparison, Condition, ConditionGroup, Operand, ParameterSource, Value } from "./resolved.ts";
import type { SqlScalar } from "./sql-value.ts";
import { areSame, coalesce, compareScalars, isLike, lower, textOf, truthOf } from "./sql-value.ts";

/** A row under test and the parameters of the request. */
interface Input {
  readonly row: Readonly<Row>;
  readonly parameters: readonly SqlValue[];
}

/** Null is SQL's third truth value. */
type Test = (input: Input) => boolean | null;

type Read = (input: Input) => SqlScalar;

export interface CompiledCondition {
  readonly test: Test;
  readonly sources: readonly ParameterSource[];
}

interface CompileOptions {
  readonly alias: string;
  /** A stored row's columns convert what they are compared with; the values of an unsaved record do not. */
  readonly isStored: boolean;
}

/**
 * Compiles a condition over own text, number and boolean columns, request values and literals into a function that
 * decides as SQLite would. Null where a part of it is something else.
 */
export function compileCondition(condition: Condition, options: CompileOptions): CompiledCondition | null {
  const compiler = new Compiler(options);
  const test = compiler.condition(condition);
  return test === null ? null : { test, sources: compiler.sources };
}

class Compiler {
  readonly sources: ParameterSource[] = [];
  readonly #options: CompileOptions;

  constructor(options: CompileOptions) {
    this.#options = options;
  }

  condition(condition: Condition): Test | null {
    return condition.kind === "comparison" ? this.#comparison(condition) : this.#group(condition);
  }

  /** Alternatives of conjunctions, as `and` binds tighter. */
  #group({ parts }: ConditionGroup): Test | null {
    const alternatives: Test[][] = [];
    for (const [index, { join, condition }] of parts.entries()) {
      const test = this.condition(condition);
      if (test === null) return null;
      if (index === 0 || join === "or") alternatives.push([test]);
      else alternatives.at(-1)?.push(test);
    }
    return anyOf(alternatives.map(allOf));
  }

  #comparison({ operator, left, right }: Comparison): Test | null {
    if (left.all !== null || right.all !== null || left.publicEmailOf !== null || right.publicEmailOf !== null)
      return null;
    const a = this.#value(left.value);
    const b = this.#value(right.value);
    if (a === null || b === null) return null;
    switch (operator) {
      case "=":
      case "!=": {
        const form = equalForm(sideFacts(left), sideFacts(right));
        const [from, to] = [orEmpty(left, a), orEmpty(right, b)];
        // IS and IS NOT before TRUE and FALSE ask what the left side is as a truth value.
        const asksForTruth = right.value.kind === "isset" && (operator === "!=" || form === "exact");
        if (asksForTruth) return hasTruth(from, right.value.value === (operator === "="), operator === "!=");
        return operator === "=" ? equals(form, from, to) : differs(form, from, to);
      }
      case "~":
      case "!~": {
        const pattern = this.#pattern(right.value, b);
        if (pattern === null) return null;
        const like: Test = (input) => isLike(a(input), pattern(input));
        return operator === "~" ? like : (input) => negate(like(input));
      }
      case "<":
        return ordered(a, b, (order) => order < 0);
      case "<=":
        return ordered(a, b, (order) => order <= 0);
      case ">":
        return ordered(a, b, (order) => order > 0);
      case ">=":
        return ordered(a, b, (order) => order >= 0);
    }
  }

  #value(value: Value): Read | null {
    switch (value.kind) {
      case "null":
        return () => NULL;
      case "boolean":
      case "isset": {
        const scalar = plain(value.value ? 1 : 0);
        return () => scalar;
      }
      case "parameter": {
        const read = this.#parameter(value.source);
        return (input) => plain(scalarOf(read(input)), value.type === "number");
      }
      case "count": {
        const read = this.#parameter(value.source);
        return (input) => plain(scalarOf(read(input)));
      }
      case "column":
        return this.#column(value.alias, value.column, value.type);
      case "lower": {
        const of = this.#value(value.of);
        return of === null ? null : (input) => lower(of(input));
      }
      case "changed": {
        const test = this.condition(value.condition);
        return test === null ? null : (input) => plain(test(input) === true ? 1 : 0);
      }
      case "item":
      case "json":
      case "length":
      case "geoDistance":
      case "strftime":
        return null;
    }
  }

  #column(alias: string, column: string, type: string): Read | null {
    const { alias: ownAlias, isStored } = this.#options;
    if (alias !== ownAlias || type === "other") return null;
    const affinity = isStored ? (type === "text" ? "text" : "number") : null;
    const isReal = !isStored && type === "number";
    return ({ row }) => ({ value: scalarOf(row[column] ?? null), isReal, affinity });
  }

  /** The right side of `~`: parameters become patterns, anything else is looked for as it is. */
  #pattern(value: Value, read: Read): ((input: Input) => string | null) | null {
    if (parametersOf(value).length === 0) {
      return (input) => {
        const scalar = read(input);
        return scalar.value === null ? null : `%${textOf(scalar)}%`;
      };
    }
    const inner = value.kind === "lower" ? value.of : value;
    if (inner.kind !== "parameter") return null;
    const parameter = this.#parameter(inner.source);
    const pattern = (input: Input) => likePattern(toText(parameter(input))).toWellFormed();
    return inner === value ? pattern : (input) => lowerAscii(pattern(input));
  }

  #parameter(source: ParameterSource): (input: Input) => SqlValue {
    const known = this.sources.indexOf(source);
    const index = known === -1 ? this.sources.push(source) - 1 : known;
    return ({ parameters }) => parameters[index] ?? null;
  }
}

const NULL: SqlScalar = { value: null, isReal: false, affinity: null };
const EMPTY: SqlScalar = { value: "", isReal: false, affinity: null };

function plain(value: SqlScalar["value"], isReal = false): SqlScalar {
  return { value, isReal, affinity: null };
}

/** As the database holds the value. */
function scalarOf(value: SqlValue): SqlScalar["value"] {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  if (typeof value === "boolean") return value ? 1 : 0;
  // Whole numbers beyond those of JavaScript and raw bytes: no field of these types holds them.
  return typeof value === "bigint" ? Number(value) : null;
}

function orEmpty(operand: Operand, read: Read): Read {
  return sideFacts(operand).isEmpty ? () => EMPTY : read;
}

function equals(form: EqualForm, left: Read, right: Read): Test {
  switch (form) {
    case "exact":
      return (input) => areSame(left(input), right(input));
    case "bothEmpty":
      return () => true;
    case "known":
      return ordered(left, right, (order) => order === 0);
    case "leftEmpty":
    case "rightEmpty":
      return anyOf([
        ordered(left, right, (order) => order === 0),
        (input) => left(input).value === null || right(input).value === null,
      ]);
    case "coalesced":
      return (input) => areSame(coalesce(left(input)), coalesce(right(input)));
  }
}

function differs(form: EqualForm, left: Read, right: Read): Test {
  switch (form) {
    case "exact":
    case "known":
      return (input) => !areSame(left(input), right(input));
    case "bothEmpty":
      return () => false;
    case "leftEmpty":
    case "rightEmpty":
      return (input) => {
        const [a, b] = [left(input), right(input)];
        return !areSame(a, b) && a.value !== null && b.value !== null;
      };
    case "coalesced":
      return (input) => !areSame(coalesce(left(input)), coalesce(right(input)));
  }
}

/** Whether a value is as true as `wanted`; null, which is neither, counts as `ofNull`. */
function hasTruth(read: Read, wanted: boolean, ofNull: boolean): Test {
  return (input) => {
    const truth = truthOf(read(input));
    return truth === null ? ofNull : truth === wanted;
  };
}

function ordered(left: Read, right: Read, holds: (order: number) => boolean): Test {
  return (input) => {
    const order = compareScalars(left(input), right(input));
    return order === null ? null : holds(order);
  };
}

function negate(result: boolean | null): boolean | null {
  return result === null ? null : !result;
}

function allOf(tests: readonly Test[]): Test {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (input) => {
    let result: boolean | null = true;
    for (const test of tests) {
      const one = test(input);
      if (one === false) return false;
      result = one === null ? null : result;
    }
    return result;
  };
}

function anyOf(tests: readonly Test[]): Test {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (input) => {
    let result: boolean | null = false;
    for (const test of tests) {
      const one = test(input);
      if (one === true) return true;
      result = one === null ? null : result;
    }
    return result;
  };
}
