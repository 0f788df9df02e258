import { useState } from "react";
import type { ReactElement } from "react";
import type { RouteTimes } from "../../api/overview.ts";
import { formatDuration, formatNumber } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

const SHOWN_AT_FIRST = 10;
/** In a filter of the log `%` stands for any text; the log has addresses without the names of parameters. */
const PARAMETER = /[:*][^/]*/g;

/** How long the routes took in the last hour. Each leads to its requests in the log. */
export function RouteTable({ routes }: { routes: readonly RouteTimes[] }): ReactElement {
  const words = text.overview;
  const [isWhole, setWhole] = useState(false);
  if (routes.length === 0) return <p className="hint">{words.noRequests}</p>;
  const shown = isWhole ? routes : routes.slice(0, SHOWN_AT_FIRST);
  return (
    <div className="box overview-scroll">
      <table className="overview-table" aria-label={words.routes}>
        <thead>
          <tr>
            <th scope="col">{words.route}</th>
            <th scope="col">{words.count}</th>
            <th scope="col">{words.errorCount}</th>
            <th scope="col">{words.p50}</th>
            <th scope="col">{words.p95}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((route) => (
            <tr key={`${route.method} ${route.path}`}>
              <th scope="row">
                <a className="mono" href={logsOf(route)}>
                  {route.method} {route.path}
                </a>
              </th>
              <td>{formatNumber(route.total)}</td>
              <td className={route.errors > 0 ? "warn-text" : ""}>{formatNumber(route.errors)}</td>
              <td>{formatDuration(route.p50Ms)}</td>
              <td>{formatDuration(route.p95Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {routes.length > shown.length ? (
        <button type="button" className="button small quiet" onClick={() => setWhole(true)}>
          {words.showAll(routes.length)}
        </button>
      ) : null}
    </div>
  );
}

function logsOf({ method, path }: RouteTimes): string {
  const pattern = `${path.replaceAll(PARAMETER, "%")}%`;
  const filter = `data.method = "${method}" && data.url ~ "${pattern}"`;
  return `#/logs?${new URLSearchParams({ filter, range: "hour", superusers: "1" }).toString()}`;
}
