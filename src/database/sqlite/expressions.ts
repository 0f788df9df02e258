import type { ExpressionDialect } from "../expression-dialect.ts";

export const sqliteExpressions: ExpressionDialect = {
  jsonEach: (column) =>
    `json_each(CASE WHEN iif(json_valid(${column}), json_type(${column})='array', FALSE) THEN ${column} ELSE json_array(${column}) END)`,
  jsonArrayLength: (column) => `json_array_length(${column})`,
  jsonExtract: (column, path) => `JSON_EXTRACT(${column}, '$.${path}')`,
  geoDistance: (longitudeA, latitudeA, longitudeB, latitudeB) =>
    `(6371 * acos(cos(radians(${latitudeA})) * cos(radians(${latitudeB})) * cos(radians(${longitudeB}) - radians(${longitudeA})) + sin(radians(${latitudeA})) * sin(radians(${latitudeB}))))`,
  deadline: (column) => `baobox_deadline(${column})`,
};
