/** The kinds of columns that fields are stored in. */
export type ColumnKind = "id" | "text" | "boolean" | "number" | "json" | "jsonArray" | "geoPoint";

/** How an engine writes definitions. Results are SQL statements or parts of them; names are quoted here. */
export interface SchemaDialect {
  /** Longer names of tables and indexes the engine would cut, and of columns those that passing names are made of. */
  readonly maxNameBytes: { readonly table: number; readonly column: number };
  /** Type, default and constraints of a column of that kind, e.g. `TEXT DEFAULT '' NOT NULL`. */
  column(kind: ColumnKind): string;
  /** Orders the rows of a table as they were inserted (ORDER BY). */
  readonly insertionOrder: string;
  /** The tables of data.db that hold no records: migrations, parameters, collections. */
  readonly dataTables: readonly string[];
  /** The tables and indexes of auxiliary.db. */
  readonly auxiliaryTables: readonly string[];
  /** Columns come in alphabetical order, whatever order they are given in. */
  createTable(table: string, columns: readonly ColumnDefinition[]): string;
  renameTable(from: string, to: string): string;
  dropTable(table: string): string;
  /** Gives the disk the space back that deleted rows of the table had; not within a transaction. */
  vacuum(table: string): string;
  addColumn(table: string, column: ColumnDefinition): string;
  renameColumn(table: string, from: string, to: string): string;
  dropColumn(table: string, column: string): string;
  /** The query of a view, which is written for SQLite, in the engine's own language. Throws where it has no translation. */
  viewQuery(query: string, connection: ViewQueryReader): Promise<string>;
  /** `query` as from `viewQuery`. */
  createView(view: string, query: string): string;
  /** An engine that allows no view over what is gone drops those above it, too: `resaveViews` makes them again. */
  dropView(view: string): string;
  createIndex(index: IndexDefinition): string;
  /** The index with its expressions in the engine's own language, as far as they have a translation. */
  indexQuery(index: IndexDefinition, connection: ViewQueryReader): Promise<IndexDefinition>;
  /** The definition's text as collections hold it, which is PocketBase's with each engine. */
  formatIndex(index: IndexDefinition): string;
  dropIndex(index: string): string;
  /** Fills a list column from the single values of another: nothing becomes an empty list. */
  copyAsList(table: string, columns: ColumnCopy): string;
  /** Fills a single value column with the last items of a list column. */
  copyLastItem(table: string, columns: ColumnCopy): string;
  /** A select column that is the text of another column, under the same name. */
  textColumn(column: string): string;
  quote(identifier: string): string;
  /** Whether a declared column type is that of ids. */
  isTextType(type: string): boolean;
  /** Selects `tbl_name` of the index with the name of the first parameter, without regard to case. */
  readonly findIndexTable: string;
  /** Selects `name` of all tables that users made, collections or not. */
  readonly listTables: string;
  /** Has rows that are inserted from now on numbered after those that were copied with their numbers. Null where they are anyway. */
  afterCopy(table: string): string | null;
  /** Selects `name` and `sql` of all views. */
  readonly listViews: string;
  /** What a superuser reads about a statement that failed. */
  errorText(error: unknown): string;
}

/** What is needed of a connection to look up what a query names. */
export interface ViewQueryReader {
  all<T extends object>(sql: string, parameters?: readonly string[]): Promise<T[]>;
}

export interface ColumnDefinition {
  readonly name: string;
  /** As from `column`. */
  readonly definition: string;
}

export interface ColumnCopy {
  readonly from: string;
  readonly to: string;
}

/** A parsed CREATE INDEX statement. */
export interface IndexDefinition {
  readonly unique: boolean;
  /** IF NOT EXISTS */
  readonly optional: boolean;
  readonly schemaName: string;
  readonly indexName: string;
  readonly tableName: string;
  readonly columns: readonly IndexColumn[];
  /** The condition of a partial index, else "". */
  readonly where: string;
}

export interface IndexColumn {
  /** An identifier or an expression. */
  readonly name: string;
  readonly collate: string;
  readonly sort: "" | "ASC" | "DESC";
}
