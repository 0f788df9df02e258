import type { ReactElement } from "react";
import { Field } from "../../components/field.tsx";
import { Icon } from "../../components/icon.tsx";
import { Menu } from "../../components/menu.tsx";
import { formatTime, formatUtc } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { nextRuns } from "./cron-times.ts";

interface CronFieldProps {
  readonly label: string;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const RUNS_SHOWN = 3;

/** A cron expression, with when it runs: the server's clock is UTC, the reader's is another. */
export function CronField({ label, error, value, onChange }: CronFieldProps): ReactElement {
  const words = text.cronField;
  const runs = nextRuns(value.trim(), RUNS_SHOWN);
  return (
    <div className="stack">
      <Field label={label} hint={words.hint} error={error}>
        {(described) => (
          <div className="row nowrap">
            <input
              {...described}
              className="input code"
              autoComplete="off"
              spellCheck={false}
              value={value.trimStart()}
              onChange={(event) => onChange(event.target.value)}
            />
            <Menu
              button={
                <>
                  {words.presets}
                  <Icon name="chevronDown" />
                </>
              }
              items={words.presetList.map(([expression, name]) => ({
                label: name,
                onChoose: () => onChange(expression),
              }))}
            />
          </div>
        )}
      </Field>
      {runs.length === 0 ? (
        <p className="hint">{words.unreadable}</p>
      ) : (
        <table className="runs">
          <caption>{words.next}</caption>
          <tbody>
            {runs.map((date) => (
              <tr key={date.getTime()}>
                <td>{formatTime(date)}</td>
                <td className="muted">{formatUtc(date)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
