import type { Dialect, SqlValue } from "../../database/engine.ts";
import type { Expression, ParameterExpression } from "../../database/expression.ts";
import { toText } from "../../lib/convert.ts";
import { likePattern } from "../../lib/filter/like.ts";
import type { ColumnRef, Condition, JoinSide, ParameterSource, ParameterValue, Value } from "./resolved.ts";

/** Filters of honest clients seldom have so many, and pay nothing. */
const COSTLY_BETWEEN_LOOKS = 4;

type Convert = (value: SqlValue) => SqlValue;

/** Writes one statement's expressions and collects where its parameters come from. */
export class Emitter {
  readonly dialect: Dialect;
  readonly sources: ParameterSource[] = [];
  /** A column of the scanned table, for looks at the clock within a row; null: there are none. */
  clock: string | null = null;
  #costly = 0;
  readonly #converted = new Map<ParameterSource, Map<Convert, ParameterSource>>();
  readonly #emitCondition: (condition: Condition, emitter: Emitter) => string;

  /** `emitCondition` writes the conditions that are used as values. */
  constructor(dialect: Dialect, emitCondition: (condition: Condition, emitter: Emitter) => string) {
    this.dialect = dialect;
    this.#emitCondition = emitCondition;
  }

  bind(source: ParameterSource): string {
    const known = this.sources.indexOf(source);
    const index = known === -1 ? this.sources.push(source) : known + 1;
    return this.dialect.expressions.placeholder(index);
  }

  column({ alias, column }: ColumnRef): string {
    return `${this.dialect.quote(alias)}.${this.dialect.quote(column)}`;
  }

  /** A side of the condition of a join. */
  joinSide(side: JoinSide): Expression {
    const { expressions } = this.dialect;
    if ("kind" in side) return expressions.item(this.column({ alias: side.alias, column: "value" }), side.of);
    return expressions.column(this.column(side), side.origin);
  }

  /**
   * A comparison that may take milliseconds where a value is large. A row with a hundred of them would hold the event loop up
   * between the looks of two rows, so every few of them there is another look.
   */
  costly(comparison: string): string {
    this.#costly += 1;
    if (this.clock === null || this.#costly % COSTLY_BETWEEN_LOOKS !== 0) return comparison;
    return `CASE WHEN ${this.dialect.expressions.deadlineWithin(this.clock)} THEN ${comparison} END`;
  }

  /** Whether it has written such a comparison. */
  get hasCostly(): boolean {
    return this.#costly > 0;
  }

  value(value: Value): Expression {
    return this.#value(value, (parameter) => this.#parameter(parameter));
  }

  /** The value as the right side of a `~`: each parameter in it is made a pattern. */
  pattern(value: Value): Expression {
    return this.#value(value, ({ source }) => this.parameter((input) => likePattern(toText(source(input))), "text"));
  }

  parameter(source: ParameterSource, holds: ParameterExpression["holds"]): ParameterExpression {
    return {
      class: "parameter",
      holds,
      bind: (convert) => this.bind(convert === undefined ? source : this.#convert(source, convert)),
    };
  }

  #parameter({ source, type }: ParameterValue): ParameterExpression {
    return this.parameter(source, type === "number" ? "number" : type === "other" ? "any" : "text");
  }

  #convert(source: ParameterSource, convert: Convert): ParameterSource {
    let known = this.#converted.get(source);
    if (known === undefined) this.#converted.set(source, (known = new Map<Convert, ParameterSource>()));
    let converted = known.get(convert);
    if (converted === undefined) known.set(convert, (converted = (input) => convert(source(input))));
    return converted;
  }

  #value(value: Value, parameter: (value: ParameterValue) => ParameterExpression): Expression {
    const { expressions } = this.dialect;
    const nested = (of: Value) => this.#value(of, parameter);
    switch (value.kind) {
      case "null":
        return expressions.nullValue;
      case "boolean":
        return expressions.word(value.value);
      case "isset":
        return { class: "truth", value: value.value };
      case "parameter":
        return parameter(value);
      case "count":
        return expressions.count(this.parameter(value.source, "any"));
      case "column":
        return expressions.column(this.column(value), value.origin);
      case "item":
        return expressions.item(this.column({ alias: value.alias, column: "value" }), value.of);
      case "json":
        return expressions.jsonExtract(this.column(value), value.path, value.origin);
      case "length":
        return expressions.jsonArrayLength(this.column(value), value.origin);
      case "lower":
        return expressions.lower(nested(value.of));
      case "geoDistance": {
        const [longitudeA, latitudeA, longitudeB, latitudeB] = value.of;
        return expressions.geoDistance(
          { longitude: nested(longitudeA), latitude: nested(latitudeA) },
          { longitude: nested(longitudeB), latitude: nested(latitudeB) },
        );
      }
      case "strftime":
        return expressions.strftime(value.of.map(nested));
      case "changed":
        return expressions.numberOf(() => this.#emitCondition(value.condition, this));
    }
  }
}

/** The parameters in a value. */
export function parametersOf(value: Value): readonly ParameterValue[] {
  if (value.kind === "parameter") return [value];
  if (value.kind === "lower") return parametersOf(value.of);
  return value.kind === "geoDistance" || value.kind === "strftime" ? value.of.flatMap(parametersOf) : [];
}
