import type { ReactElement } from "react";
import { collections } from "../../api/collections.ts";
import type { RateLimitRule } from "../../api/settings.ts";
import { Icon } from "../../components/icon.tsx";
import { ListField } from "../../components/list-field.tsx";
import { Switch } from "../../components/inputs.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { rateLimitLabels } from "./rate-limit-labels.ts";
import { RateLimitRuleRow } from "./rate-limit-rule-row.tsx";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";

const LABELS_ID = "rate-limit-labels";
const NEW_RULE: RateLimitRule = { label: "", audience: "", maxRequests: 300, duration: 10 };

export function RateLimitsPage(): ReactElement {
  const words = text.rateLimits;
  const { list } = useStore(collections);
  return (
    <SettingsFormPage title={words.title} hint={words.hint} sections={["rateLimits"]}>
      {({ values: { rateLimits }, change, errors }) => {
        const set = (part: Partial<typeof rateLimits>): void => change({ rateLimits: { ...rateLimits, ...part } });
        const { rules } = rateLimits;
        return (
          <>
            <SettingsBox title={words.box} hint={words.boxHint}>
              <Switch
                label={words.enabled}
                value={rateLimits.enabled}
                onChange={(enabled) => set({ enabled })}
                error={errors["rateLimits.rules"]}
              />
              <datalist id={LABELS_ID}>
                {rateLimitLabels(list ?? []).map((label) => (
                  <option key={label} value={label} />
                ))}
              </datalist>
              {rules.length === 0 ? <p className="muted">{words.none}</p> : null}
              <div className="limit-rules">
                {rules.map((rule, index) => (
                  // Their only identity is their place.
                  <RateLimitRuleRow
                    key={index}
                    rule={rule}
                    number={index + 1}
                    labelsId={LABELS_ID}
                    errorOf={(name) => errors[`rateLimits.rules.${index}.${name}`]}
                    onChange={(changed) => set({ rules: rules.with(index, changed) })}
                    onRemove={() => set({ rules: rules.toSpliced(index, 1) })}
                  />
                ))}
              </div>
              <div className="row">
                <button type="button" className="button" onClick={() => set({ rules: [...rules, NEW_RULE] })}>
                  <Icon name="plus" />
                  {words.add}
                </button>
              </div>
              <details className="explain">
                <summary>{words.formats}</summary>
                <ul>
                  {words.formatList.map(([label, meaning]) => (
                    <li key={label}>
                      <code>{label}</code> {meaning}
                    </li>
                  ))}
                </ul>
              </details>
            </SettingsBox>
            <SettingsBox title={words.excluded}>
              <ListField
                label={words.excludedIPs}
                hint={words.excludedHint}
                errorAt={(index) => errors[`rateLimits.excludedIPs.${index}`]}
                value={rateLimits.excludedIPs}
                onChange={(excludedIPs) => set({ excludedIPs })}
              />
            </SettingsBox>
          </>
        );
      }}
    </SettingsFormPage>
  );
}
