import type { Kind, Operand } from "./operand.ts";
import type { Expression, Query, Window } from "./syntax.ts";

/** A column of a table that exists. */
export interface ViewTableColumn {
  readonly name: string;
  readonly kind: "text" | "json" | "number" | "boolean" | "dynamic";
  readonly notNull: boolean;
  /** What its values are cast to, where they are of a type that is none of those; absent otherwise. */
  readonly cast?: "float8" | "text" | undefined;
}

/** A table or a view that a query may read. */
export interface ViewTable {
  readonly name: string;
  readonly columns: readonly ViewTableColumn[];
  /** The column that numbers rows as they were inserted; null for views. */
  readonly rowId: string | null;
  /** The column that tells all others of a row; null for views. */
  readonly primaryKey: string | null;
}

/** Finds a table or view by its name without regard to case. */
export type ViewTables = (name: string) => ViewTable | null;

/** What a translated query yields. */
export interface OutputColumn {
  readonly name: string;
  readonly kind: Kind;
  readonly affinity: Operand["affinity"];
  readonly isNullable: boolean;
}

export interface TranslatedQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/** One of the tables that a SELECT reads. */
export interface Source {
  readonly alias: string;
  readonly columns: readonly SourceColumn[];
  /** The column that numbers its rows, null where there is none. */
  readonly rowId: Operand | null;
  /** The SQL of its primary key, null where it has none. */
  readonly primaryKey: string | null;
  /** Whether the tables before it say which of its rows there is, so it adds nothing to the order. */
  readonly isSingle?: boolean;
}

export interface SourceColumn {
  readonly name: string;
  readonly value: Operand;
  /** The right one of two that USING joins: `*` and names without a table do not see it. */
  readonly isHidden: boolean;
}

/** A table of WITH. */
export interface NamedQuery {
  readonly name: string;
  readonly columns: readonly OutputColumn[];
}

/** What names mean at one place of a query. */
export interface Level {
  readonly parent: Level | null;
  readonly sources: readonly Source[];
  /** The expressions of the result by alias in lower case, which WHERE and its like may name. */
  readonly aliases: ReadonlyMap<string, Expression>;
  readonly named: ReadonlyMap<string, NamedQuery>;
  readonly windows: ReadonlyMap<string, Window>;
  /** Null where a SELECT has no groups. */
  readonly grouping: Grouping | null;
  /** Whether aliases come before columns, as in ORDER BY. */
  readonly aliasFirst: boolean;
}

/** Where no name means anything yet. */
export const TOP: Level = {
  parent: null,
  sources: [],
  aliases: new Map(),
  named: new Map(),
  windows: new Map(),
  grouping: null,
  aliasFirst: false,
};

export interface Grouping {
  /** The SQL of what is grouped by. */
  readonly keys: ReadonlySet<string>;
  /** ORDER BY that makes the row first which SQLite takes values from that are not grouped by; may be empty. */
  readonly firstRow: string;
}

/** The parts of the writer that call each other. */
export interface Writer {
  readonly tables: ViewTables;
  expression(node: Expression, level: Level): Operand;
  query(query: Query, parent: Level | null, use: QueryUse): TranslatedQuery;
}

export interface QueryUse {
  /** What the query is written for: a view's own query is ordered as SQLite's plans order it, and a value is one row. */
  readonly as: "view" | "table" | "value" | "set";
  /** What its columns must be, where another part of a recursive query says so. */
  readonly kinds?: readonly Kind[];
}

/** The numbers of rows by which SQLite visits them: the order of tables in FROM, then the order of insertion. */
export function visitOrder({ sources }: Pick<Level, "sources">): string[] {
  const terms: string[] = [];
  for (const { rowId, isSingle } of sources) {
    // The planner leaves out what is joined by its key and not asked for, but not what is ordered by.
    if (isSingle === true) continue;
    if (rowId === null) break;
    terms.push(rowId.isNullable ? `${rowId.sql} NULLS FIRST` : rowId.sql);
  }
  return terms;
}
