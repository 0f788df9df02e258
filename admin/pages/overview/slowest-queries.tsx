import type { ReactElement } from "react";
import type { SlowestQuery } from "../../api/overview.ts";
import { formatDuration, formatNumber } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

/** The queries that took most; their page has the others, and what would help. */
export function SlowestQueries({ queries }: { queries: readonly SlowestQuery[] }): ReactElement {
  const words = text.slowQueries;
  if (queries.length === 0) return <p className="hint">{words.none}</p>;
  return (
    <div className="box overview-scroll">
      <table className="overview-table" aria-label={words.slowest}>
        <thead>
          <tr>
            <th scope="col">{words.query}</th>
            <th scope="col">{words.runs}</th>
            <th scope="col">{words.average}</th>
            <th scope="col">{words.most}</th>
          </tr>
        </thead>
        <tbody>
          {queries.map((query) => (
            <tr key={query.id}>
              <th scope="row">
                <a href="#/overview/queries">{nameOf(query)}</a> <code>{shapeOf(query)}</code>
              </th>
              <td>{formatNumber(query.runs)}</td>
              <td>{formatDuration(query.averageMs)}</td>
              <td>{formatDuration(query.longestMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nameOf({ kind, collection }: SlowestQuery): string {
  const { kinds, kindOf } = text.slowQueries;
  return collection === null ? (kinds["sql"] ?? kind) : kindOf(kinds[kind] ?? kind, collection);
}

function shapeOf({ filter, sort }: SlowestQuery): string {
  return [filter, sort].filter((part) => part !== "").join(", ");
}
