import type { ReactElement } from "react";
import type { LogModel } from "pocketbase";
import { formatClock, formatDay } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { levelOf } from "./log-levels.ts";
import { detailOf, requestOf } from "./log-summary.ts";
import type { RequestSummary } from "./log-summary.ts";

const EMPTY: RequestSummary = { status: null, method: "", path: "", duration: "" };

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
      style={{ top: topPx }}
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
      <Request entry={entry} />
      <div className="cell log-details" role="gridcell">
        {entry === undefined ? "" : detailOf(entry)}
      </div>
      <div className="cell log-time tabular" role="gridcell">
        {entry === undefined ? null : <Time date={new Date(entry.created)} />}
      </div>
    </div>
  );
}

/** What a request was and how it ended; of other entries the message alone. */
function Request({ entry }: { entry: LogModel | undefined }): ReactElement {
  const { status, method, path, duration } = entry === undefined ? EMPTY : requestOf(entry);
  return (
    <>
      <div className="cell" role="gridcell">
        {status === null ? null : <span className={`status s${Math.floor(status / 100)}`}>{status}</span>}
      </div>
      <div className="cell log-method" role="gridcell">
        {method}
      </div>
      <div className="cell mono" role="gridcell" title={path}>
        {path}
      </div>
      <div className="cell number log-duration" role="gridcell">
        {duration}
      </div>
    </>
  );
}

function Time({ date }: { date: Date }): ReactElement {
  return (
    <time dateTime={date.toISOString()}>
      <span className="log-date">{formatDay(date)}, </span>
      {formatClock(date)}
    </time>
  );
}
