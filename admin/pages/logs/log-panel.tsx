import type { ReactElement } from "react";
import type { LogModel } from "pocketbase";
import type { LogPages } from "../../api/log-pages.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useStore } from "../../state/store.ts";
import { formatDuration, formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { levelOf } from "./log-levels.ts";
import { similarFilter } from "./log-summary.ts";

interface LogPanelProps {
  readonly pages: LogPages;
  readonly index: number;
  readonly total: number;
  readonly onMove: (index: number) => void;
  readonly onSimilar: (filter: string) => void;
  readonly onClose: () => void;
}

/** All that one entry says. */
export function LogPanel({ pages, index, total, onMove, onSimilar, onClose }: LogPanelProps): ReactElement {
  // Its page may still be loading after a step.
  useStore(pages.rows);
  const entry = pages.row(index);
  const words = text.logs;
  const go = (next: number): void => {
    pages.show(next, next);
    onMove(next);
  };
  return (
    <SidePanel
      title={words.entry}
      onClose={onClose}
      foot={
        <>
          <IconButton icon="up" label={words.newerEntry} disabled={index === 0} onClick={() => go(index - 1)} />
          <IconButton
            icon="down"
            label={words.olderEntry}
            disabled={index >= total - 1}
            onClick={() => go(index + 1)}
          />
          {entry === undefined ? null : (
            <button type="button" className="button push" onClick={() => onSimilar(similarFilter(entry))}>
              <Icon name="filter" />
              {entry.data["type"] === "request" ? words.similarRequests : words.similar}
            </button>
          )}
        </>
      }
    >
      {entry === undefined ? <Skeleton lines={8} /> : <Entry entry={entry} />}
    </SidePanel>
  );
}

function Entry({ entry }: { entry: LogModel }): ReactElement {
  const words = text.logs;
  const level = levelOf(Number(entry.level));
  const date = new Date(entry.created);
  return (
    <>
      <div className="row">
        <span className={`level ${level}`}>{words.level[level]}</span>
        <time dateTime={date.toISOString()} className="muted tabular">
          {formatTime(date)}
        </time>
        <span className="push" />
        <CopyButton value={JSON.stringify(entry, null, 2)} label={words.copyEntry} />
      </div>
      <p className="mono break log-message">{entry.message}</p>
      <dl className="facts">
        <Fact name="id" value={entry.id} />
        <Fact name="created" value={entry.created} />
        <Fact name="level" value={entry.level} />
        {Object.entries(entry.data).map(([name, value]: [string, unknown]) => (
          <Fact key={name} name={`data.${name}`} value={value} />
        ))}
      </dl>
    </>
  );
}

function Fact({ name, value }: { name: string; value: unknown }): ReactElement {
  const isStructured = typeof value === "object" && value !== null;
  const written = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <>
      <dt className="mono">{name}</dt>
      <dd className="fact">
        {written === "" ? (
          <span className="muted">{text.logs.empty}</span>
        ) : isStructured || written.includes("\n") ? (
          <pre className="break">{written}</pre>
        ) : (
          <span className="break">
            {name === "data.execTime" && typeof value === "number" ? formatDuration(value) : written}
          </span>
        )}
        {written === "" ? null : <CopyButton value={written} label={text.logs.copy(name)} />}
      </dd>
    </>
  );
}
