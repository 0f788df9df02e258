import type { ReactElement } from "react";
import { Switch } from "../../components/inputs.tsx";
import { text } from "../../texts/text.ts";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";
import { WholeNumberField } from "./whole-number-field.tsx";

export function BatchPage(): ReactElement {
  const words = text.batch;
  return (
    <SettingsFormPage title={words.title} hint={words.hint} sections={["batch"]}>
      {({ values: { batch }, change, errors }) => {
        const set = (part: Partial<typeof batch>): void => change({ batch: { ...batch, ...part } });
        return (
          <SettingsBox title={words.box}>
            <Switch label={words.enabled} value={batch.enabled} onChange={(enabled) => set({ enabled })} />
            <div className="pair">
              <WholeNumberField
                label={words.maxRequests}
                error={errors["batch.maxRequests"]}
                value={batch.maxRequests}
                onChange={(maxRequests) => set({ maxRequests })}
              />
              <WholeNumberField
                label={words.timeout}
                error={errors["batch.timeout"]}
                value={batch.timeout}
                onChange={(timeout) => set({ timeout })}
              />
              <WholeNumberField
                label={words.maxBodySize}
                hint={words.maxBodySizeHint}
                zero={words.standard}
                error={errors["batch.maxBodySize"]}
                value={batch.maxBodySize}
                onChange={(maxBodySize) => set({ maxBodySize })}
              />
            </div>
          </SettingsBox>
        );
      }}
    </SettingsFormPage>
  );
}
