import type { IndexColumn, SchemaDialect } from "../../database/schema-dialect.ts";
import type { PlanProblem, ProposedIndex } from "../../database/statement-watch.ts";
import type { Collection } from "../collections/collection.ts";
import { parseIndex } from "../collections/index-definition.ts";
import type { ReportSources, SlowQuery } from "./query-report.ts";

/** An index makes writes dearer: it takes a query that is slow, or one that costs much in all. */
const SLOW_MS = 5;
const COSTLY_MS = 500;
const MAX_NAME_LENGTH = 60;

export interface IndexProposal {
  readonly collection: Collection;
  readonly name: string;
  /** The statement, as it goes into the collection's list. */
  readonly sql: string;
  readonly columns: readonly IndexColumn[];
  readonly tableRows: number;
  readonly rowsOfValue: number | null;
  readonly against: readonly PlanProblem["kind"][];
  /** The ids of the queries that it helps. */
  readonly queries: readonly string[];
  /** What they took together so far. */
  readonly totalMs: number;
}

interface Draft {
  readonly collection: Collection;
  readonly index: ProposedIndex;
  readonly helped: readonly SlowQuery[];
}

/** The indexes that would help the queries, the one with the most time to win first. One that begins as another does stands for both. */
export async function collectProposals(
  { database, collections }: ReportSources,
  queries: readonly SlowQuery[],
): Promise<IndexProposal[]> {
  let drafts: Draft[] = [];
  for (const query of queries.filter(isWorthAnIndex)) {
    for (const index of query.now.proposals) {
      const collection = collections.find(index.table);
      if (collection === undefined || collection.system || collection.type === "view") continue;
      drafts = addDraft(drafts, { collection, index, helped: [query] });
    }
  }
  if (drafts.length === 0) return [];
  const taken = new Set(collections.all.flatMap(({ indexes }) => indexes.map(nameOf)));
  for (const { name } of (await database.watch?.plainIndexes()) ?? []) taken.add(name.toLowerCase());
  const proposals = drafts.map((draft) => proposalOf(draft, database.dialect.schema, taken));
  return proposals.toSorted((a, b) => b.totalMs - a.totalMs);
}

function isWorthAnIndex({ longestMs, totalMs, runs }: SlowQuery): boolean {
  return totalMs / runs >= SLOW_MS || longestMs >= SLOW_MS * 4 || totalMs >= COSTLY_MS;
}

function addDraft(drafts: readonly Draft[], added: Draft): Draft[] {
  const isSame = (draft: Draft): boolean =>
    draft.collection.id === added.collection.id &&
    (beginsWith(draft.index.columns, added.index.columns) || beginsWith(added.index.columns, draft.index.columns));
  const same = drafts.find(isSame);
  if (same === undefined) return [...drafts, added];
  const longer = same.index.columns.length >= added.index.columns.length ? same : added;
  const against = [...same.index.against, ...added.index.against];
  const merged = { ...longer, index: { ...longer.index, against }, helped: [...same.helped, ...added.helped] };
  return drafts.map((draft) => (draft === same ? merged : draft));
}

function beginsWith(columns: readonly IndexColumn[], start: readonly IndexColumn[]): boolean {
  return start.every((column, at) => JSON.stringify(column) === JSON.stringify(columns[at]));
}

function proposalOf({ collection, index, helped }: Draft, schema: SchemaDialect, taken: Set<string>): IndexProposal {
  const { columns, tableRows, rowsOfValue, against } = index;
  const name = freeName([collection.name, ...columns.map((column) => column.name)].join("_"), taken);
  const definition = { unique: false, optional: false, schemaName: "", indexName: name, where: "" };
  return {
    collection,
    name,
    sql: schema.createIndex({ ...definition, tableName: collection.name, columns }),
    columns,
    tableRows,
    rowsOfValue,
    against: [...new Set(against.map(({ kind }) => kind))],
    queries: helped.map(({ id }) => id),
    totalMs: helped.reduce((sum, { totalMs }) => sum + totalMs, 0),
  };
}

function nameOf(sql: string): string {
  return parseIndex(sql)?.indexName.toLowerCase() ?? "";
}

/** Names of indexes are unique in the whole database. */
function freeName(words: string, taken: Set<string>): string {
  const name = `idx_${words}`.slice(0, MAX_NAME_LENGTH);
  let free = name;
  for (let count = 2; taken.has(free.toLowerCase()); count++) free = `${name}_${count}`;
  taken.add(free.toLowerCase());
  return free;
}
