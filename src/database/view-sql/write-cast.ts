import { asNumber, asText, isNumber, type Operand, operand } from "./operand.ts";
import type { Expression } from "./syntax.ts";
import { UntranslatableError } from "./view-sql-error.ts";

/** CAST by SQLite's rules for the names of types: https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
export function writeCast(node: Extract<Expression, { type: "cast" }>, value: Operand): Operand {
  const { typeName } = node;
  const kept = { isNullable: value.isNullable };
  if (typeName.includes("INT")) {
    if (value.kind === "int") return { ...value, affinity: "numeric", isColumn: false };
    const number = isNumber(value) ? `trunc(${value.sql})` : integerOf(value);
    return operand(number, "int", { ...kept, affinity: "numeric" });
  }
  if (/CHAR|CLOB|TEXT/.test(typeName)) {
    const text = asText(value);
    return { ...text, affinity: "text", isJsonValue: false };
  }
  if (typeName.includes("BLOB") || typeName === "") {
    throw new UntranslatableError(node.position, "CAST to BLOB has no translation");
  }
  const kind = /REAL|FLOA|DOUB/.test(typeName) ? "real" : value.kind === "int" ? "int" : "number";
  return operand(asNumber(value).sql, kind, { ...kept, affinity: "numeric" });
}

/** A text is the whole number that it starts with. */
function integerOf(value: Operand): string {
  if (value.kind === "boolean" || value.kind === "null") return asNumber(value).sql;
  return value.kind === "dynamic" ? `sqlite.integer(${value.sql})` : `sqlite.integer(bb.t(${asText(value).sql}))`;
}
