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
}

/** The columns of one table that an index could have. */
export interface UsableColumns {
  readonly equal: readonly IndexColumn[];
  readonly range: readonly IndexColumn[];
  /** Empty where the order isn't one by columns of this table alone. */
  readonly order: readonly IndexColumn[];
  /**
   * Whether an index of the order alone is worth a try: where other conditions leave few rows, following it would fetch one row after the
   * other from all over the table, which is slower than reading it from end to end.
   */
  readonly isOrderAlone: boolean;
}

/** `sorts`: whether the statement as a whole is sorted by the rows of this alias. */
export function usableColumns(table: TableFacts, alias: string, scanned: ScannedStatement): UsableColumns {
  const own = scanned.terms.filter((term) => term.alias === alias);
  const equal = columnsOf(table, own, "equal").slice(0, MAX_EQUAL_COLUMNS);
  const names = new Set(equal.map(({ name }) => name.toLowerCase()));
  const range = columnsOf(table, own, "range").filter(({ name }) => !names.has(name.toLowerCase()));
  const order = orderColumns(table, alias, scanned);
  const [first] = order;
  const isOther = (term: Term): boolean => term.alias !== alias || term.column !== first?.name.toLowerCase();
  const isOrderAlone = !scanned.hasExpressions && !scanned.hasLists && !scanned.terms.some(isOther);
  return { equal, range: range.slice(0, MAX_RANGE_COLUMNS), order, isOrderAlone };
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
export function candidatesFor(table: TableFacts, usable: UsableColumns): Candidate[] {
  const { equal, range, order, isOrderAlone } = usable;
  const without = (columns: readonly IndexColumn[]): IndexColumn[] =>
    columns.filter(({ name }) => !equal.some((other) => other.name === name));
  const lists: [readonly IndexColumn[], number][] = [
    [equal.length > 0 ? [...equal, ...without(order)] : [], equal.length],
    [equal, equal.length],
    ...range.map((column): [IndexColumn[], number] => [[...equal, column], equal.length]),
    ...equal.map((column): [IndexColumn[], number] => [[column], 1]),
    ...equal.map((column): [IndexColumn[], number] => [
      [column, ...order.filter(({ name }) => name !== column.name)],
      1,
    ]),
    ...range.map((column): [IndexColumn[], number] => [[column], 0]),
    [isOrderAlone ? order : [], 0],
  ];
  const seen = new Set<string>();
  return lists
    .filter(([columns]) => {
      const key = JSON.stringify(columns);
      const isNew = columns.length > 0 && !seen.has(key) && !exists(table, columns);
      seen.add(key);
      return isNew;
    })
    .slice(0, MAX_CANDIDATES)
    .map(([columns, equalCount]) => ({ table: table.name, columns, equalCount }));
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
