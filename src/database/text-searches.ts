/** What an engine knows of searches for a text anywhere in a column, which look at every row unless a special index serves them. */
export interface TextSearches {
  /** Those that took long since the start and that an index would help, the costliest first. None where the server has no such index. */
  propose(): Promise<ProposedSearchIndex[]>;
  /** Makes the index of a column, which takes a while; rows may be written meanwhile. Nothing is done where it is there. */
  createIndex(table: string, column: string): Promise<void>;
}

export interface ProposedSearchIndex {
  readonly table: string;
  readonly column: string;
  /** How many rows the table has, estimated. */
  readonly tableRows: number;
  readonly runs: number;
  readonly totalMs: number;
}
