import type { ReactElement } from "react";
import { ListField } from "../../components/list-field.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { text } from "../../texts/text.ts";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";
import { useHealth } from "./use-health.ts";
import type { SettingsForm } from "./use-settings-form.ts";

const COMMON = ["X-Forwarded-For", "X-Real-IP", "Fly-Client-IP", "CF-Connecting-IP"];

export function ProxyPage(): ReactElement {
  return (
    <SettingsFormPage title={text.proxy.title} hint={text.proxy.hint} sections={["trustedProxy"]}>
      {(form) => <ProxyFields form={form} />}
    </SettingsFormPage>
  );
}

function ProxyFields({ form: { values, saved, change, errors } }: { form: SettingsForm }): ReactElement {
  const words = text.proxy;
  const { trustedProxy: proxy } = values;
  const health = useHealth(saved);
  const found = health?.possibleProxyHeader ?? "";
  const set = (part: Partial<typeof proxy>): void => change({ trustedProxy: { ...proxy, ...part } });
  const missing = COMMON.filter((name) => !proxy.headers.includes(name));
  return (
    <>
      {health === null ? null : (
        <div className="notice stack tight" role="status">
          <p>
            {words.ownAddress} <code>{health.realIP}</code>
          </p>
          {found === "" || proxy.headers.includes(found) ? null : <p>{words.found(found)}</p>}
        </div>
      )}
      {proxy.headers.length === 0 ? null : <p className="notice warn">{words.warning}</p>}
      <SettingsBox title={words.box}>
        <ListField
          label={words.headers}
          hint={words.headersHint}
          errorAt={(index) => errors[`trustedProxy.headers.${index}`]}
          placeholder={COMMON[0] ?? ""}
          value={proxy.headers}
          onChange={(headers) => set({ headers })}
        />
        <div className="row">
          {missing.map((name) => (
            <button
              key={name}
              type="button"
              className="button small"
              onClick={() => set({ headers: [...proxy.headers, name] })}
            >
              {words.add(name)}
            </button>
          ))}
        </div>
        <SelectField
          label={words.position}
          hint={words.positionHint}
          options={[
            { value: "right", label: words.rightmost },
            { value: "left", label: words.leftmost },
          ]}
          value={proxy.useLeftmostIP ? "left" : "right"}
          onChange={(side) => set({ useLeftmostIP: side === "left" })}
        />
      </SettingsBox>
    </>
  );
}
