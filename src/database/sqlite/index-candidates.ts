import type { IndexColumn } from "../schema-dialect.ts";
import type { ScannedStatement, Term } from "./statement-scan.ts";
import type { TableFacts } from "./table-facts.ts";

/** Of one table. */
const MAX_CANDIDATES = 12;
const MAX_EQUAL_COLUMNS = 4;
const MAX_RANGE_COLUMNS = 3;

export interface Candidate {
  readonly table: string;
  readonly columns: readonly IndexColumn[];
  /** How many of them, from the first on, are compared for equality. */
  readonly equalCount: number;
  /** It is worth its while only if few rows share the values of those. */
  readonly needsFewEqual: boolean;
}

/** The columns of one table that an index could have. */
export interface UsableColumns {
  readonly equal: readonly IndexColumn[];
  readonly range: readonly IndexColumn[];
  /** Empty where the order isn't one by columns of this table alone. */
  readonly order: readonly IndexColumn[];
  /**
   * Whether other conditions than equality of these columns and a range of the first one of the order decide about rows. Where they leave
   * few, following the order would fetch one row after the other from all over the table, slower than reading it from end to end.
   */
  readonly othersDecide: boolean;
}

export function usableColumns(table: TableFacts, alias: string, scanned: ScannedStatement): UsableColumns {
  const own = scanned.terms.filter((term) => term.alias === alias);
  const equal = columnsOf(table, own, "equal").slice(0, MAX_EQUAL_COLUMNS);
  const names = new Set(equal.map(({ name }) => name.toLowerCase()));
  const range = columnsOf(table, own, "range").filter(({ name }) => !names.has(name.toLowerCase()));
  const order = orderColumns(table, alias, scanned);
  const [first] = order;
  const isOther = ({ alias: of, column, kind }: Term): boolean =>
    of !== alias || !(column === first?.name.toLowerCase() || (kind === "equal" && names.has(column)));
  const othersDecide = scanned.hasExpressions || scanned.hasLists || scanned.terms.some(isOther);
  return { equal, range: range.slice(0, MAX_RANGE_COLUMNS), order, othersDecide };
}

function columnsOf(table: TableFacts, terms: readonly Term[], kind: Term["kind"]): IndexColumn[] {
  const found = new Map<string, IndexColumn>();
  for (const term of terms) {
    const column = indexable(table, term.column);
    if (term.kind === kind && column !== null)
      found.set(term.column, { name: column, collate: term.collate, sort: "" });
  }
  return [...found.values()];
}

/** The key has an index, and whole JSON values are seldom compared. */
function indexable(table: TableFacts, name: string): string | null {
  const column = table.columns.get(name);
  return column === undefined || name === "id" || column.type === "JSON" ? null : column.name;
}

function orderColumns(table: TableFacts, alias: string, { order }: ScannedStatement): IndexColumn[] {
  if (typeof order === "string") return [];
  const columns: IndexColumn[] = [];
  for (const term of order) {
    // Every index ends with the order of insertion; nothing can come behind it.
    if (term.column === "_rowid_") return term.alias === alias ? columns : [];
    const column = table.columns.get(term.column);
    if (term.alias !== alias || column === undefined) return [];
    columns.push({ name: column.name, collate: "", sort: term.isDescending ? "DESC" : "" });
  }
  // An index is read from either end.
  return columns.every(({ sort }) => sort === "DESC") ? columns.map((column) => ({ ...column, sort: "" })) : columns;
}

/**
 * All indexes that are worth a try: the columns that are compared for equality first, those that tell most rows apart at the front;
 * then what is sorted by, or one that is compared by size.
 */
export function candidatesFor(table: TableFacts, { equal, range, order, othersDecide }: UsableColumns): Candidate[] {
  const without = (columns: readonly IndexColumn[], others: readonly IndexColumn[]): IndexColumn[] =>
    columns.filter(({ name }) => !others.some((other) => other.name === name));
  const candidate = (columns: readonly IndexColumn[], equalCount: number, needsFewEqual: boolean): Candidate => {
    return { table: table.name, columns, equalCount, needsFewEqual };
  };
  const lists = [
    candidate([...equal, ...without(order, equal)], equal.length, othersDecide || order.length === 0),
    candidate(equal, equal.length, true),
    ...range.map((column) => candidate([...equal, column], equal.length, false)),
    ...equal.map((column) => candidate([column], 1, true)),
    ...equal.map((column) => candidate([column, ...without(order, [column])], 1, othersDecide || order.length === 0)),
    ...range.map((column) => candidate([column], 0, false)),
    candidate(order, 0, othersDecide || equal.length > 0),
  ];
  const seen = new Set<string>();
  return lists
    .filter(({ columns }) => {
      const key = JSON.stringify(columns);
      const isNew = columns.length > 0 && !seen.has(key) && !exists(table, columns);
      seen.add(key);
      return isNew;
    })
    .slice(0, MAX_CANDIDATES);
}

/** Whether an index begins with these columns already. */
function exists({ indexes }: TableFacts, columns: readonly IndexColumn[]): boolean {
  const isMixed = columns.some(({ sort }) => sort === "DESC");
  return indexes.some(
    (index) =>
      !isMixed &&
      !index.isPartial &&
      columns.every(({ name, collate }, at) => {
        return (
          index.columns[at] === name.toLowerCase() && index.collations[at] === (collate === "" ? "BINARY" : collate)
        );
      }),
  );
}
