import type { ReactElement } from "react";
import { Switch } from "../../components/inputs.tsx";
import { text } from "../../texts/text.ts";
import { BackupList } from "./backup-list.tsx";
import { CronField } from "./cron-field.tsx";
import { S3Fields } from "./s3-fields.tsx";
import { S3Test } from "./s3-test.tsx";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";
import type { SettingsForm } from "./use-settings-form.ts";
import { WholeNumberField } from "./whole-number-field.tsx";

const DEFAULT_CRON = "0 0 * * *";

export function BackupsPage(): ReactElement {
  return (
    <SettingsFormPage title={text.backups.title} hint={text.backups.hint} sections={["backups"]}>
      {(form) => (
        <>
          {/* Another place of backups holds others. */}
          <BackupList key={JSON.stringify(form.saved.backups.s3)} />
          <ScheduleBox form={form} />
          <PlaceBox form={form} />
        </>
      )}
    </SettingsFormPage>
  );
}

function ScheduleBox({ form: { values, change, errors } }: { form: SettingsForm }): ReactElement {
  const words = text.backups;
  const { backups } = values;
  const set = (part: Partial<typeof backups>): void => change({ backups: { ...backups, ...part } });
  const isOn = backups.cron !== "";
  return (
    <SettingsBox title={words.schedule} hint={words.scheduleHint}>
      <Switch
        label={words.scheduled}
        value={isOn}
        onChange={(on) => set({ cron: on ? DEFAULT_CRON : "", cronMaxKeep: backups.cronMaxKeep || 3 })}
      />
      {isOn ? (
        <>
          <CronField
            label={words.cron}
            error={errors["backups.cron"]}
            value={backups.cron}
            // Empty is off: a blank keeps the field while something else is typed.
            onChange={(cron) => set({ cron: cron === "" ? " " : cron })}
          />
          <div className="pair">
            <WholeNumberField
              label={words.keep}
              hint={words.keepHint}
              error={errors["backups.cronMaxKeep"]}
              value={backups.cronMaxKeep}
              onChange={(cronMaxKeep) => set({ cronMaxKeep })}
            />
            <WholeNumberField
              label={words.keepDays}
              hint={words.keepDaysHint}
              zero={words.anyAge}
              error={errors["backups.cronMaxDays"]}
              value={backups.cronMaxDays ?? 0}
              onChange={(cronMaxDays) => set({ cronMaxDays })}
            />
          </div>
        </>
      ) : null}
      <Switch
        label={words.verifyNew}
        hint={words.verifyNewHint}
        value={backups.verify ?? false}
        onChange={(verify) => set({ verify })}
      />
    </SettingsBox>
  );
}

function PlaceBox({ form }: { form: SettingsForm }): ReactElement {
  const words = text.backups;
  const { values, saved, change, isChanged } = form;
  const { backups } = values;
  const { s3 } = backups;
  return (
    <SettingsBox title={words.place} hint={words.placeHint}>
      <Switch
        label={words.useS3}
        value={s3.enabled}
        onChange={(enabled) => change({ backups: { ...backups, s3: { ...s3, enabled } } })}
      />
      {s3.enabled === saved.backups.s3.enabled ? null : <p className="notice warn">{words.notMoved}</p>}
      {s3.enabled ? (
        <S3Fields
          form={form}
          path="backups.s3"
          value={s3}
          onChange={(value) => change({ backups: { ...backups, s3: value } })}
        />
      ) : null}
      {saved.backups.s3.enabled ? <S3Test filesystem="backups" isChanged={isChanged} /> : null}
    </SettingsBox>
  );
}
