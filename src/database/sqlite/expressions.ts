import type { ExpressionDialect } from "../expression-dialect.ts";
import type { ColumnKind } from "../schema-dialect.ts";

/** None for JSON, whose column would make numbers of texts by a cast. */
const CAST_AFFINITIES: Readonly<Partial<Record<ColumnKind, string>>> = {
  id: "TEXT",
  text: "TEXT",
  boolean: "NUMERIC",
  number: "NUMERIC",
};

/** json_type fails on invalid JSON, so json_valid goes first; iif evaluates only what it needs. */
function isArray(column: string): string {
  return `iif(json_valid(${column}), json_type(${column}) = 'array', FALSE)`;
}

export const sqliteExpressions: ExpressionDialect = {
  placeholder: (index) => `?${index}`,
  jsonEach: (column) => `json_each(CASE WHEN ${isArray(column)} THEN ${column} ELSE json_array(${column}) END)`,
  jsonArrayEach: (array) => `json_each(${array})`,
  inJsonArray: (value, array) => `${value} IN (SELECT "value" FROM json_each(${array}))`,
  jsonArrayLength: (column) =>
    `json_array_length(CASE WHEN ${isArray(column)} THEN ${column} WHEN ${column} = '' OR ${column} IS NULL THEN '[]' ` +
    `ELSE json_array(${column}) END)`,
  jsonExtract(column, path) {
    const suffix = path === "" || path.startsWith("[") ? path : `.${path}`;
    // What is no JSON is made a value of an object, for the path to be looked up in it.
    return (
      `(CASE WHEN json_valid(${column}) THEN JSON_EXTRACT(${column}, '$${suffix}') ` +
      `ELSE JSON_EXTRACT(json_object('pb', ${column}), '$.pb${suffix}') END)`
    );
  },
  geoDistance: (a, b) =>
    `(6371 * acos(cos(radians(${a.latitude})) * cos(radians(${b.latitude})) * ` +
    `cos(radians(${b.longitude}) - radians(${a.longitude})) + sin(radians(${a.latitude})) * sin(radians(${b.latitude}))))`,
  strftime: (parts) => `strftime(${parts.join(", ")})`,
  real: (expression) => `(${expression} + 0.0)`,
  asColumn(kind, parameter) {
    const affinity = CAST_AFFINITIES[kind];
    return affinity === undefined ? parameter : `CAST(${parameter} AS ${affinity})`;
  },
  isSameIgnoringCase: (left, right) => `${left} = ${right} COLLATE NOCASE`,
  isSame: (left, right) => `${left} IS ${right}`,
  isDifferent: (left, right) => `${left} IS NOT ${right}`,
  like: (text, pattern) => `${text} LIKE ${pattern} ESCAPE '\\'`,
  notLike: (text, pattern) => `${text} NOT LIKE ${pattern} ESCAPE '\\'`,
  // SQLite plans a statement with a bare parameter as its limit by the value, and prepares it anew each time that one is bound.
  page: (limit, offset) => `LIMIT CAST(${limit} AS INTEGER) OFFSET CAST(${offset} AS INTEGER)`,
  rowId: (alias) => `${alias}."_rowid_"`,
  random: "RANDOM()",
  deadline: (column) => `baobox_deadline(${column})`,
  deadlineWithin: (column) => `baobox_deadline_within(${column})`,
};
