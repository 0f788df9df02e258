import type { ReactElement } from "react";
import type { OverviewNode } from "../../api/overview.ts";
import { formatDuration, formatNumber, formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

/** The servers that share the database. */
export function NodeTable({ nodes }: { nodes: readonly OverviewNode[] }): ReactElement {
  const words = text.overview.nodes;
  return (
    <div className="box overview-scroll">
      <table className="overview-table" aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.state}</th>
            <th scope="col">{words.lag}</th>
            <th scope="col">{words.clients}</th>
            <th scope="col">{words.requests}</th>
            <th scope="col">{words.started}</th>
            <th scope="col">{words.version}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.name}>
              <th scope="row" title={node.address}>
                {node.name}
                {node.isLeader ? <span className="hint"> ({words.leader})</span> : null}
              </th>
              <td className={node.state === "ready" ? "" : "warn-text"}>{words.states[node.state]}</td>
              <td>{shown(node.lagMs, formatDuration)}</td>
              <td>{shown(node.realtimeClients, formatNumber)}</td>
              <td>{shown(node.requests, formatNumber)}</td>
              <td>{formatTime(new Date(node.started))}</td>
              <td>{node.version}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(value: number | null, format: (value: number) => string): string {
  return value === null ? text.overview.nodes.unknown : format(value);
}
