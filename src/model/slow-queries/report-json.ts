import type { IndexProposal } from "./index-proposals.ts";
import type { QueryReport, SlowQuery } from "./query-report.ts";

/** The report as the API and the command line give it. `null`: the engine can't tell. */
export function reportJson(report: QueryReport | null) {
  const { queries, proposals, unused, watchedSince } = report ?? NOTHING;
  return {
    isWatched: report !== null,
    watchedSince: watchedSince ?? "",
    queries: queries.map((query) => queryJson(query, proposals)),
    proposals: proposals.map(proposalJson),
    unused: unused.map(({ collection, name, sql, since }) => ({ collection, name, index: sql, since })),
  };
}

export type ReportJson = ReturnType<typeof reportJson>;

const NOTHING: QueryReport = { queries: [], proposals: [], unused: [], watchedSince: null };

function queryJson(query: SlowQuery, proposals: readonly IndexProposal[]) {
  const { id, kind, collectionName, filter, rule, sort, sql, runs, totalMs, longestMs, scannedRows } = query;
  const { indexes, firstSeen, lastSeen, now, isChanged } = query;
  return {
    id,
    kind,
    collection: collectionName,
    filter,
    rule,
    sort,
    sql,
    runs,
    totalMs: rounded(totalMs),
    averageMs: rounded(totalMs / runs),
    longestMs: rounded(longestMs),
    scannedRows,
    indexes,
    firstSeen,
    lastSeen,
    isChanged,
    now: { problems: now.problems, obstacles: now.obstacles, indexes: now.indexes, plan: now.plan },
    proposals: proposals.filter((proposal) => proposal.queries.includes(id)).map(({ name }) => name),
  };
}

function proposalJson({ collection, name, sql, columns, ...proposal }: IndexProposal) {
  const { tableRows, rowsOfValue, against, queries, totalMs } = proposal;
  return {
    collection: collection.name,
    name,
    index: sql,
    columns: columns.map((column) => [column.name, column.sort].filter((word) => word !== "").join(" ")),
    tableRows,
    rowsOfValue,
    against,
    queries,
    totalMs: rounded(totalMs),
  };
}

/** To microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
