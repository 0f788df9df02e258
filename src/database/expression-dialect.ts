/** How an engine writes the expressions of rules and filters. Arguments and results are SQL text. */
export interface ExpressionDialect {
  /** A table expression with a `value` column: the items of a JSON array column; a scalar counts as one item, empty as none. */
  jsonEach(column: string): string;
  jsonArrayLength(column: string): string;
  /** `path` as `a.b[0]`; the column may also hold plain text, which then is the value itself. */
  jsonExtract(column: string, path: string): string;
  /** Kilometres between two points. */
  geoDistance(longitudeA: string, latitudeA: string, longitudeB: string, latitudeB: string): string;
  /**
   * An always-true condition over a column of the scanned table that ends the statement once the time limit has passed.
   * Belongs into the WHERE of every statement whose cost a client controls.
   */
  deadline(column: string): string;
}
