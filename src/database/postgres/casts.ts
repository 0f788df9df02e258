// A value as each type of PostgreSQL.
import type { Expression, TypedExpression } from "../expression.ts";
import { toDynamic, toNumber, toNumericDynamic, toPattern, toRealText, toText, toTruth } from "./convert-parameters.ts";

export function asDynamic(value: Expression): string {
  switch (value.class) {
    case "parameter":
      return `${value.bind(toDynamic)}::text::bb.v`;
    case "truth":
      return `bb.n(${value.value ? 1 : 0})`;
    case "dynamic":
      return value.sql;
    case "text":
      return `bb.t(${value.sql})`;
    case "number":
    case "real":
      return `bb.n(${value.sql})`;
    case "boolean":
      return `bb.v(${value.sql})`;
  }
}

export function asText(value: Expression): string {
  switch (value.class) {
    case "parameter":
      return `${value.bind(value.holds === "number" ? toRealText : toText)}::text`;
    case "truth":
      return value.value ? "'1'" : "'0'";
    case "dynamic":
      return value.text ?? `bb.txt(${value.sql})`;
    case "text":
      return value.sql;
    case "number":
      return `bb.num_text(${value.sql})`;
    case "real":
      return `bb.real_text(${value.sql})`;
    case "boolean":
      return `${value.sql}::int::text`;
  }
}

/** As a condition: numbers but 0 are true, and texts that begin with such a number. */
export function asTruth(value: Expression): string {
  switch (value.class) {
    case "parameter":
      return `${value.bind(toTruth)}::boolean`;
    case "truth":
      return value.value ? "TRUE" : "FALSE";
    case "boolean":
      return value.sql;
    case "number":
    case "real":
      return `(${value.sql} <> 0)`;
    case "dynamic":
    case "text":
      return `(bb.num(${asDynamic(value)}) <> 0)`;
  }
}

/** As an argument of mathematics. */
export function asArgument(value: Expression): string {
  if (value.class === "number" || value.class === "real") return value.sql;
  return value.class === "parameter" && value.holds === "number"
    ? `${value.bind(toNumber)}::float8`
    : `bb.math(${asDynamic(value)})`;
}

export function asNullable(value: Expression): string {
  return value.class === "parameter" || value.class === "truth" ? asDynamic(value) : value.sql;
}

export function asNumber(value: TypedExpression): string {
  return value.class === "boolean" ? `${value.sql}::int::float8` : value.sql;
}

/** After numeric affinity was applied. */
export function numeric(value: Expression): string {
  if (value.class === "parameter") return `${value.bind(toNumericDynamic)}::text::bb.v`;
  return value.class === "text" || value.class === "dynamic" ? `bb.numaff(${value.sql})` : asDynamic(value);
}

/** As a pattern of LIKE with small letters. */
export function smallPattern(pattern: Expression): string {
  return pattern.class === "parameter"
    ? `${pattern.bind(toPattern)}::text`
    : `LOWER(bb.pat(${asText(pattern)}) COLLATE "C")`;
}
