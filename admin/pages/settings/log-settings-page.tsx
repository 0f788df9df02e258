import type { ReactElement } from "react";
import { DeleteAllLogs } from "./delete-all-logs.tsx";
import { SelectField, Switch } from "../../components/inputs.tsx";
import { text } from "../../texts/text.ts";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";
import { WholeNumberField } from "./whole-number-field.tsx";

const LEVELS = [-4, 0, 4, 8];
/** What the server goes by where 0 is set. */
const DEFAULT_MAX_DATA_SIZE = "16384";

export function LogSettingsPage(): ReactElement {
  const words = text.logSettings;
  const toLogs = (
    <a className="button" href="#/logs">
      {words.toLogs}
    </a>
  );
  return (
    <SettingsFormPage title={words.title} hint={words.hint} actions={toLogs} sections={["logs"]}>
      {({ values: { logs }, change, errors }) => {
        const set = (part: Partial<typeof logs>): void => change({ logs: { ...logs, ...part } });
        const levels = LEVELS.includes(logs.minLevel) ? LEVELS : [...LEVELS, logs.minLevel].toSorted((a, b) => a - b);
        return (
          <>
            <SettingsBox title={words.kept} action={<DeleteAllLogs />}>
              <div className="pair">
                <WholeNumberField
                  label={words.maxDays}
                  hint={words.maxDaysHint}
                  zero={words.nothing}
                  error={errors["logs.maxDays"]}
                  value={logs.maxDays}
                  onChange={(maxDays) => set({ maxDays })}
                />
                <SelectField
                  label={words.minLevel}
                  hint={words.minLevelHint}
                  error={errors["logs.minLevel"]}
                  options={levels.map((level) => ({ value: String(level), label: words.level(level) }))}
                  value={String(logs.minLevel)}
                  onChange={(level) => set({ minLevel: Number(level) })}
                />
              </div>
              <WholeNumberField
                label={words.maxDataSize}
                hint={words.maxDataSizeHint}
                zero={DEFAULT_MAX_DATA_SIZE}
                error={errors["logs.maxDataSize"]}
                value={logs.maxDataSize ?? 0}
                onChange={(maxDataSize) => set({ maxDataSize })}
              />
              {logs.maxDays === 0 ? <p className="notice warn">{words.off}</p> : null}
            </SettingsBox>
            <SettingsBox title={words.who}>
              <Switch
                label={words.logIP}
                hint={words.logIPHint}
                value={logs.logIP}
                onChange={(logIP) => set({ logIP })}
              />
              <Switch
                label={words.logAuthId}
                hint={words.logAuthIdHint}
                value={logs.logAuthId}
                onChange={(logAuthId) => set({ logAuthId })}
              />
            </SettingsBox>
          </>
        );
      }}
    </SettingsFormPage>
  );
}
