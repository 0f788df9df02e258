import type { IndexColumn } from "./schema-dialect.ts";

/** What an engine tells of the statements that it ran, and which indexes would help them. */
export interface StatementWatch {
  /** What ran since it was last asked. */
  take(): StatementsTaken;
  /** How the statement runs now, and which indexes would make it read less. Rejects where the statement can't be run at all. */
  advise(sql: string): Promise<StatementAdvice>;
  /** Those that were created by statement and are not unique. */
  plainIndexes(): Promise<WatchedIndex[]>;
}

export interface StatementsTaken {
  readonly statements: readonly StatementUse[];
  /** The names of indexes that statements used, in transactions too. */
  readonly indexes: readonly string[];
}

/** How often a statement ran, and how long it took; what it waited for a thread does not count. */
export interface StatementUse {
  readonly sql: string;
  readonly runs: number;
  readonly totalMs: number;
  readonly longestMs: number;
  /** The most rows that it may step through, as far as the plan tells; null where that isn't known. */
  readonly scannedRows: number | null;
  /** By name, sorted. */
  readonly indexes: readonly string[];
}

export interface WatchedIndex {
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

/** What makes a statement read more than it gives. */
export interface PlanProblem {
  /** `scan`: reads every row; `sort`: sorts all that match; `build`: builds an index of its own at each run. */
  readonly kind: "scan" | "sort" | "build";
  /** The table; of a sort, the one whose rows are sorted, if it is a single one. */
  readonly table: string | null;
}

/**
 * Why a problem has no index against it: `pattern`: `~` looks for a text anywhere in another one; `expression`: what is compared is
 * computed; `list`: the items of a list are looked at one by one; `common`: too many rows share the values; `small`: the table has few
 * rows; `related`: related records are looked up for each row; `random`: a random order takes all rows; `unconditional`: nothing is asked for but everything; `other`: the planner would not
 * use one.
 */
export type Obstacle =
  "pattern" | "expression" | "list" | "common" | "small" | "related" | "random" | "unconditional" | "other";

export interface ProposedIndex {
  readonly table: string;
  readonly columns: readonly IndexColumn[];
  /** Of the table, estimated. */
  readonly tableRows: number;
  /** How many rows share the values that are compared for equality, estimated; null where none is, or a tenth of all does. */
  readonly rowsOfValue: number | null;
  /** The problems that it takes away. */
  readonly against: readonly PlanProblem[];
}

export interface StatementAdvice {
  readonly problems: readonly PlanProblem[];
  /** All together were tried on a copy of the schema: the planner uses them. */
  readonly proposals: readonly ProposedIndex[];
  readonly obstacles: readonly Obstacle[];
  /** The indexes that it uses now, by name, sorted. */
  readonly indexes: readonly string[];
  /** The engine's plan in its own words, a line a step, those within others indented. */
  readonly plan: string;
}
