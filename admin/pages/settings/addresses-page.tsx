import type { ReactElement } from "react";
import { ListField } from "../../components/list-field.tsx";
import { text } from "../../texts/text.ts";
import { isListed } from "./address-listed.ts";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";
import { useHealth } from "./use-health.ts";

export function AddressesPage(): ReactElement {
  const words = text.addresses;
  const own = useHealth()?.realIP ?? "";
  return (
    <SettingsFormPage title={words.title} hint={words.hint} sections={["superuserIPs"]}>
      {({ values, change, errors }) => {
        const { superuserIPs: listed } = values;
        const isLockedOut = own !== "" && listed.length > 0 && !isListed(listed, own);
        return (
          <SettingsBox title={words.box}>
            {own === "" ? null : (
              <p className="row">
                {words.own} <code>{own}</code>
                {listed.includes(own) ? null : (
                  <button
                    type="button"
                    className="button small"
                    onClick={() => change({ superuserIPs: [...listed, own] })}
                  >
                    {words.addOwn}
                  </button>
                )}
              </p>
            )}
            <ListField
              label={words.list}
              hint={words.listHint}
              errorAt={(index) => errors[`superuserIPs.${index}`]}
              placeholder={words.everywhere}
              value={listed}
              onChange={(superuserIPs) => change({ superuserIPs })}
            />
            {isLockedOut ? (
              <p className="notice bad" role="alert">
                {words.lockOut(own)}
              </p>
            ) : null}
          </SettingsBox>
        );
      }}
    </SettingsFormPage>
  );
}
