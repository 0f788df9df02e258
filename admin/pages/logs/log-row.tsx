import type { ReactElement } from "react";
import type { LogModel } from "pocketbase";
import { text } from "../../texts/text.ts";
import { levelOf } from "./log-levels.ts";
import { levelDetail } from "./log-summary.ts";

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly topPx: number;
  /** Undefined until it is loaded. */
  readonly entry: LogModel | undefined;
  readonly isActive: boolean;
  readonly onOpen: () => void;
}

/** One entry in the list. */
export function LogRow({ id, index, topPx, entry, isActive, onOpen }: RowProps): ReactElement {
  const level = entry === undefined ? null : levelOf(Number(entry.level));
  return (
    <div
      id={id}
      className={isActive ? "table-row active-row" : "table-row"}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isActive}
      style={{ transform: `translateY(${topPx}px)` }}
      onClick={() => entry !== undefined && onOpen()}
    >
      <div className="cell" role="gridcell">
        {level === null ? (
          <span className="skeleton" />
        ) : (
          <span className={`level ${level}`}>
            <span className="level-name">{text.logs.level[level]}</span>
          </span>
        )}
      </div>
      <div className="cell mono" role="gridcell">
        {entry?.message ?? ""}
      </div>
      <div className="cell log-details" role="gridcell">
        {entry === undefined ? "" : levelDetail(entry)}
      </div>
      <div className="cell log-time tabular" role="gridcell">
        {entry === undefined ? null : <Time date={new Date(entry.created)} />}
      </div>
    </div>
  );
}

function Time({ date }: { date: Date }): ReactElement {
  return (
    <time dateTime={date.toISOString()}>
      <span className="log-date">{date.toLocaleDateString()} </span>
      {date.toLocaleTimeString()}
    </time>
  );
}
