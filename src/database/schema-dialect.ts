/** The kinds of columns that fields are stored in. */
export type ColumnKind = "id" | "text" | "boolean" | "number" | "json" | "jsonArray" | "geoPoint";

/** How an engine writes definitions. Results are SQL statements or parts of them. */
export interface SchemaDialect {
  /** Type, default and constraints of a column of that kind, e.g. `TEXT DEFAULT '' NOT NULL`. */
  column(kind: ColumnKind): string;
}
