import type { Dialect } from "../../database/engine.ts";
import { toText } from "../../lib/convert.ts";
import { likePattern } from "../../lib/filter/like.ts";
import type { ColumnRef, Condition, ParameterSource, ParameterValue, Value } from "./resolved.ts";

/** Filters of honest clients seldom have so many, and pay nothing. */
const COSTLY_BETWEEN_LOOKS = 4;

/** Writes one statement's expressions and collects where its parameters come from. */
export class Emitter {
  readonly dialect: Dialect;
  readonly sources: ParameterSource[] = [];
  /** A column of the scanned table, for looks at the clock within a row; null: there are none. */
  clock: string | null = null;
  #costly = 0;
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

  /**
   * A comparison that may take milliseconds where a value is large. A row with a hundred of them would hold the event loop up
   * between the looks of two rows, so every few of them there is another look.
   */
  costly(comparison: string): string {
    this.#costly += 1;
    if (this.clock === null || this.#costly % COSTLY_BETWEEN_LOOKS !== 0) return comparison;
    return `CASE WHEN ${this.dialect.expressions.deadlineWithin(this.clock)} THEN ${comparison} END`;
  }

  value(value: Value): string {
    return this.#value(value, (parameter) => this.#parameter(parameter));
  }

  /** The value as the right side of a `~`: each parameter in it is made a pattern. */
  pattern(value: Value): string {
    return this.#value(value, ({ source }) => this.bind((input) => likePattern(toText(source(input)))));
  }

  #parameter({ source, type }: ParameterValue): string {
    const placeholder = this.bind(source);
    // PocketBase binds numbers as floating point ones, which shows when a text column is compared: '10' is not 10.0.
    return type === "number" ? this.dialect.expressions.real(placeholder) : placeholder;
  }

  #value(value: Value, parameter: (value: ParameterValue) => string): string {
    const { expressions } = this.dialect;
    const nested = (of: Value) => this.#value(of, parameter);
    switch (value.kind) {
      case "null":
        return "NULL";
      case "boolean":
        return value.value ? "1" : "0";
      case "isset":
        // As PocketBase writes it: on the right of IS and IS NOT the words ask whether the left side is true.
        return value.value ? "TRUE" : "FALSE";
      case "parameter":
        return parameter(value);
      case "count":
        return this.bind(value.source);
      case "column":
        return this.column(value);
      case "item":
        return this.column({ alias: value.alias, column: "value" });
      case "json":
        return expressions.jsonExtract(this.column(value), value.path);
      case "length":
        return expressions.jsonArrayLength(this.column(value));
      case "lower":
        return `LOWER(${nested(value.of)})`;
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
        return `(CASE WHEN ${this.#emitCondition(value.condition, this)} THEN 1 ELSE 0 END)`;
    }
  }
}

/** The parameters in a value. */
export function parametersOf(value: Value): readonly ParameterValue[] {
  if (value.kind === "parameter") return [value];
  if (value.kind === "lower") return parametersOf(value.of);
  return value.kind === "geoDistance" || value.kind === "strftime" ? value.of.flatMap(parametersOf) : [];
}
