import type { ReactElement } from "react";
import { Chip } from "../../components/chip.tsx";
import { formatNumber, formatRange } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { sumOf } from "./chart-data.ts";
import type { Bars } from "./chart-data.ts";
import { LEVELS } from "./log-levels.ts";
import type { Level } from "./log-levels.ts";
import type { LogQuery, RangeName } from "./log-query.ts";

interface LogToolbarProps {
  readonly query: LogQuery;
  readonly bars: Bars | null;
  readonly onChange: (part: Partial<LogQuery>) => void;
}

const RANGE_NAMES: readonly RangeName[] = ["hour", "day", "week", "all"];

/** The levels with their counts, and the time. */
export function LogToolbar({ query, bars, onChange }: LogToolbarProps): ReactElement {
  const words = text.logs;
  const { levels, zoom, range, hasSuperusers } = query;
  const toggle = (level: Level): void =>
    onChange({ levels: LEVELS.filter((one) => (one === level ? !levels.includes(one) : levels.includes(one))) });
  return (
    <div className="log-tools row">
      <div className="row level-switches" role="group" aria-label={words.levels}>
        {LEVELS.map((level) => (
          <button
            key={level}
            type="button"
            className={`level-switch ${level}`}
            aria-pressed={levels.includes(level)}
            onClick={() => toggle(level)}
          >
            {words.level[level]}
            <span className="tabular">{bars === null ? "" : formatNumber(sumOf(bars, level))}</span>
          </button>
        ))}
      </div>
      <label className="check small">
        <input
          type="checkbox"
          checked={hasSuperusers}
          onChange={(event) => onChange({ hasSuperusers: event.target.checked })}
        />
        {words.superusers}
      </label>
      <div className="row push">
        {zoom === null ? null : (
          <Chip tone="accent" removeLabel={words.zoomOut} onRemove={() => onChange({ zoom: null })}>
            {formatRange(new Date(zoom.fromMs), new Date(zoom.toMs))}
          </Chip>
        )}
        <select
          className="input range"
          aria-label={words.range}
          value={range}
          onChange={(event) => {
            const chosen = RANGE_NAMES.find((name) => name === event.target.value);
            if (chosen !== undefined) onChange({ range: chosen, zoom: null });
          }}
        >
          {RANGE_NAMES.map((name) => (
            <option key={name} value={name}>
              {words.ranges[name]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
