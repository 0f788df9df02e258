import type { ReactElement } from "react";
import { NumberField, Switch } from "../../components/inputs.tsx";
import { Field } from "../../components/field.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { indexesOf, modelOf } from "./draft.ts";
import { parseIndex } from "./index-text.ts";
import { groupOf, textOf, type PartProps } from "./part.ts";
import { RuleInput } from "./rule-input.tsx";
import { TokensPart } from "./tokens-part.tsx";

/** How accounts sign in, and what a sign-in lasts. */
export function AuthPart(props: PartProps): ReactElement {
  return (
    <div className="stack loose">
      <PasswordOptions {...props} />
      <OtpOptions {...props} />
      <MfaOptions {...props} />
      <SignInOptions {...props} />
      <TokensPart {...props} />
    </div>
  );
}

function OtpOptions({ draft, errors, onValue }: PartProps): ReactElement {
  const { auth } = editorText;
  const otp = groupOf(draft, "otp");
  const set = (values: object): void => onValue("otp", { ...otp, ...values });
  return (
    <section className="stack box padded" aria-label={auth.otp}>
      <Switch
        label={auth.otp}
        hint={auth.otpHint}
        value={otp["enabled"] === true}
        onChange={(enabled) => set({ enabled })}
      />
      {otp["enabled"] !== true ? null : (
        <div className="pair">
          <NumberField
            label={auth.seconds}
            error={errors["otp.duration"]}
            value={Number(otp["duration"] ?? 0)}
            onChange={(duration) => set({ duration: duration ?? 0 })}
          />
          <NumberField
            label={auth.otpLength}
            error={errors["otp.length"]}
            value={Number(otp["length"] ?? 0)}
            onChange={(length) => set({ length: length ?? 0 })}
          />
        </div>
      )}
    </section>
  );
}

function MfaOptions({ draft, errors, onValue }: PartProps): ReactElement {
  const { auth } = editorText;
  const mfa = groupOf(draft, "mfa");
  const set = (values: object): void => onValue("mfa", { ...mfa, ...values });
  return (
    <section className="stack box padded" aria-label={auth.mfa}>
      <Switch
        label={auth.mfa}
        hint={auth.mfaHint}
        error={errors["mfa.enabled"] ?? errors["mfa"]}
        value={mfa["enabled"] === true}
        onChange={(enabled) => set({ enabled })}
      />
      {mfa["enabled"] !== true ? null : (
        <>
          <NumberField
            label={auth.seconds}
            error={errors["mfa.duration"]}
            value={Number(mfa["duration"] ?? 0)}
            onChange={(duration) => set({ duration: duration ?? 0 })}
          />
          <RuleInput
            label={auth.mfaRule}
            hint={auth.mfaRuleHint}
            isAlwaysOpen
            value={textOf(mfa["rule"])}
            collection={modelOf(draft)}
            error={errors["mfa.rule"]}
            onChange={(rule) => set({ rule: rule ?? "" })}
          />
        </>
      )}
    </section>
  );
}

function SignInOptions({ draft, errors, onValue }: PartProps): ReactElement {
  const { auth, rules } = editorText;
  const alert = groupOf(draft, "authAlert");
  return (
    <section className="stack box padded" aria-label={rules.names.authRule}>
      <RuleInput
        label={rules.names.authRule}
        hint={rules.hints.authRule}
        states={auth.ruleStates}
        value={(draft.values["authRule"] as string | null | undefined) ?? null}
        collection={modelOf(draft)}
        error={errors["authRule"]}
        onChange={(value) => onValue("authRule", value)}
      />
      <Switch
        label={auth.alert}
        hint={auth.alertHint}
        value={alert["enabled"] === true}
        onChange={(enabled) => onValue("authAlert", { ...alert, enabled })}
      />
    </section>
  );
}

/** Any field with a unique index of its own can say who someone is. */
function PasswordOptions({ draft, errors, onValue }: PartProps): ReactElement {
  const { auth } = editorText;
  const password = groupOf(draft, "passwordAuth");
  const chosen = (password["identityFields"] as readonly string[] | undefined) ?? [];
  const set = (values: object): void => onValue("passwordAuth", { ...password, ...values });
  const unique = indexesOf(draft.values)
    .map(parseIndex)
    .filter((index) => index?.isUnique === true && index.columns.length === 1)
    .map((index) => index?.columns[0]?.name ?? "");
  const names = [...new Set([...chosen, ...unique])].filter((name) => name !== "tokenKey" && name !== "id");
  return (
    <section className="stack box padded" aria-label={auth.password}>
      <Switch
        label={auth.password}
        hint={auth.passwordHint}
        value={password["enabled"] === true}
        onChange={(enabled) => set({ enabled })}
      />
      {password["enabled"] !== true ? null : (
        <Field
          isGroup
          label={auth.identity}
          hint={auth.identityHint}
          error={errors["passwordAuth.identityFields"] ?? errors["passwordAuth"]}
        >
          {() => (
            <div className="row">
              {names.map((name) => (
                <label key={name} className="check">
                  <input
                    type="checkbox"
                    checked={chosen.includes(name)}
                    onChange={({ target }) =>
                      set({ identityFields: target.checked ? [...chosen, name] : chosen.filter((one) => one !== name) })
                    }
                  />
                  {name}
                </label>
              ))}
            </div>
          )}
        </Field>
      )}
    </section>
  );
}
