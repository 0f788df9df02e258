import { useState } from "react";
import type { ReactElement } from "react";
import type { SlowQuery } from "../../api/slow-queries.ts";
import { Chip } from "../../components/chip.tsx";
import { formatDuration, formatNumber, formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

const SHOWN_AT_FIRST = 20;

/** The queries that took most in all. */
export function QueryList({ queries }: { queries: readonly SlowQuery[] }): ReactElement {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? queries : queries.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <ul className="box entries">
        {shown.map((query) => (
          <li key={query.id} className="entry slow-query">
            <Query query={query} before={query.isChanged ? null : beforeOf(query, queries)} />
          </li>
        ))}
      </ul>
      {queries.length > shown.length ? (
        <button type="button" className="button small quiet" onClick={() => setWhole(true)}>
          {text.overview.showAll(queries.length)}
        </button>
      ) : null}
    </>
  );
}

/** The same statement as it was with other indexes. */
function beforeOf({ sql }: SlowQuery, queries: readonly SlowQuery[]): SlowQuery | null {
  return queries.find((other) => other.sql === sql && other.isChanged) ?? null;
}

function Query({ query, before }: { query: SlowQuery; before: SlowQuery | null }): ReactElement {
  const words = text.slowQueries;
  const { kind, collection, filter, rule, sort, sql, runs, totalMs, averageMs, longestMs, scannedRows, now } = query;
  const parts = [
    [words.filter, filter],
    [words.rule, rule],
    [words.sort, sort],
  ].filter(([, value]) => value !== "");
  return (
    <div className="entry-text">
      <div className="row">
        <strong>
          {kind === "sql" || collection === null
            ? words.kinds["sql"]
            : words.kindOf(words.kinds[kind] ?? kind, collection)}
        </strong>
        {query.isChanged ? <Chip tone="good">{words.changed}</Chip> : null}
        {query.proposals.length > 0 ? <Chip tone="warn">{words.hasProposal}</Chip> : null}
      </div>
      {parts.map(([name, value]) => (
        <span key={name} className="break">
          <span className="hint">{name}</span> <code>{value}</code>
        </span>
      ))}
      {kind === "sql" ? <code className="break">{sql}</code> : null}
      <span className="tabular">
        {words.figures(formatNumber(runs), formatAverage(averageMs), formatDuration(totalMs))}{" "}
        {words.longest(formatDuration(longestMs))}
        {scannedRows === null || scannedRows < 2 ? null : ` ${words.rows(formatNumber(Math.round(scannedRows)))}`}
        {before === null ? null : ` ${words.before(formatAverage(before.averageMs))}`}
      </span>
      {query.isChanged
        ? null
        : now.obstacles.map((obstacle) => (
            <span key={obstacle} className="hint">
              {words.obstacles[obstacle] ?? obstacle}
            </span>
          ))}
      <details className="explain">
        <summary>{words.details}</summary>
        <p className="hint">{words.seen(formatStored(query.firstSeen), formatStored(query.lastSeen))}</p>
        {kind === "sql" ? null : <pre className="break">{sql}</pre>}
        <pre className="break">{now.plan}</pre>
      </details>
    </div>
  );
}

function formatAverage(ms: number): string {
  return ms < 1 ? `${formatNumber(Math.ceil(ms * 1000))} µs` : formatDuration(ms);
}
