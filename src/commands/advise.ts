/**
 * `baobox advise`: the slowest queries of a data directory and the indexes that would help them, beside a running server or without
 * one. It reads what servers have stored, and changes nothing but the list of watched indexes.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "../database/sqlite/open.ts";
import { createLocalBus } from "../lib/bus/local-bus.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { formatDate } from "../lib/dates.ts";
import { createCollectionStore } from "../model/collections/collection-store.ts";
import { checkFormat } from "../model/migrations/check-format.ts";
import { reportQueries } from "../model/slow-queries/query-report.ts";
import { type ReportJson, reportJson } from "../model/slow-queries/report-json.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";

const MAX_LINES = 20;
/** An index that was added just now had no chance to be used. */
const MIN_WATCHED_MS = 60 * 60 * 1000;

export async function advise(input: Input): Promise<void> {
  const report = await readReport(input);
  console.log(input.flags["json"] === "true" ? JSON.stringify(report, null, 2) : reportText(report).join("\n"));
}

async function readReport(input: Input): Promise<ReportJson> {
  const { dataDir, database: url, queryTimeoutMs } = appOptions(input);
  // The figures of SQLite's files, which may lie there from before a move, are not of that database.
  if (url !== undefined) return reportJson(null);
  const log = createConsoleLog("error");
  await using opened = new AsyncDisposableStack();
  const [database, auxiliary] = await Promise.all(
    ["data.db", "auxiliary.db"].map(async (name) => {
      const file = join(dataDir, name);
      if (!existsSync(file)) throw new Error(`there is no ${name} in ${dataDir}: name a data directory with --dir`);
      return opened.adopt(await openSqlite({ file, queryTimeoutMs, log }), (engine) => engine.close());
    }),
  );
  if (database === undefined || auxiliary === undefined) throw new Error("the data directory could not be opened");
  await checkFormat(database);
  const collections = await createCollectionStore({ database, bus: createLocalBus(() => undefined), log });
  return reportJson(await reportQueries({ database, auxiliary, collections: collections.current() }));
}

/** A line each. */
export function reportText(report: ReportJson): string[] {
  const { isWatched, queries, proposals, unused, watchedSince } = report;
  if (!isWatched) {
    return [
      "Statements are not watched on PostgreSQL: see its own pg_stat_statements.",
      "Indexes for searches of texts are proposed in the dashboard's overview, while the server runs.",
    ];
  }
  if (queries.length === 0) {
    return [
      "No figures are stored yet. A server stores them each minute, for queries that took 5 ms or more together.",
    ];
  }
  const slow = queries.slice(0, MAX_LINES).flatMap(queryLines);
  const proposed = proposals.flatMap((proposal) => proposalLines(proposal, report));
  const shortSince = formatDate(new Date(Date.now() - MIN_WATCHED_MS));
  const old = unused.filter(({ since }) => since <= shortSince);
  const fresh = unused.filter(({ since }) => since > shortSince);
  return [
    `Slowest queries, of ${queries.length}:`,
    ...slow,
    "",
    proposals.length === 0
      ? "No index is proposed."
      : "Proposed indexes. Add them in the dashboard, Overview → Slow queries:",
    ...proposed,
    "",
    ...unusedLines(old, fresh, watchedSince),
  ];
}

type Unused = ReportJson["unused"];

function unusedLines(old: Unused, fresh: Unused, watchedSince: string): string[] {
  const lines = (list: Unused): string[] =>
    list.map(({ collection, name, since }) => `  ${collection}: ${name}, watched since ${since}`);
  const tooNew = fresh.length === 0 ? [] : ["Indexes that are watched for less than an hour:", ...lines(fresh)];
  if (old.length > 0) return ["Indexes that no query used:", ...lines(old), ...tooNew];
  if (tooNew.length > 0) return tooNew;
  return [
    watchedSince === "" ? "There are no indexes that could be spared." : `Every index was used since ${watchedSince}.`,
  ];
}

function queryLines({ kind, collection, filter, sort, sql, ...query }: ReportJson["queries"][number]): string[] {
  const { runs, totalMs, averageMs, longestMs, scannedRows, isChanged, now } = query;
  const what = kind === "sql" ? sql : `${kind} of ${collection}`;
  const shape = [filter === "" ? "" : `filter ${filter}`, sort === "" ? "" : `sort ${sort}`].filter(
    (part) => part !== "",
  );
  const rows = scannedRows === null ? "" : `, up to ${counted(Math.round(scannedRows), "row")}`;
  const obstacles = now.obstacles.map((obstacle) => OBSTACLES[obstacle]);
  return [
    `  ${[what, ...shape].join(", ")}`,
    `    ${counted(runs, "run")}, ${totalMs.toFixed(0)} ms in all, ${averageMs.toFixed(2)} ms each, ${longestMs.toFixed(1)} ms at most${rows}`,
    ...(isChanged ? ["    It uses other indexes since."] : obstacles.map((reason) => `    No index helps: ${reason}.`)),
  ];
}

/** `1 run`, `2 runs` */
function counted(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}

const OBSTACLES: Readonly<Record<ReportJson["queries"][number]["now"]["obstacles"][number], string>> = {
  pattern: "~ looks for a text anywhere in another one",
  expression: "it compares what is computed for each row",
  list: "it looks at the items of lists one by one",
  common: "too many rows share the values",
  small: "the table has few rows",
  related: "it looks related records up for each row",
  random: "a random order takes all rows",
  unconditional: "it asks for all rows",
  other: "the database would not use one",
};

function proposalLines(proposal: ReportJson["proposals"][number], { queries }: ReportJson): string[] {
  const { index, tableRows, rowsOfValue, totalMs } = proposal;
  const helped = queries.filter(({ id }) => proposal.queries.includes(id)).map(({ longestMs }) => longestMs);
  const rows =
    rowsOfValue === null
      ? ""
      : ` With it they find about ${rowsOfValue} of ${counted(tableRows, "row")} without a look at the others.`;
  const count = helped.length === 1 ? "1 query" : `${helped.length} queries`;
  return [
    `  ${index.replaceAll(/\s+/g, " ")}`,
    `    ${count}, ${totalMs.toFixed(0)} ms in all, ${Math.max(0, ...helped).toFixed(1)} ms at most.${rows}`,
  ];
}
