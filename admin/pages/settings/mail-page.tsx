import { useState } from "react";
import type { ReactElement } from "react";
import { TextField } from "../../components/field.tsx";
import { Icon } from "../../components/icon.tsx";
import { SelectField, Switch } from "../../components/inputs.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { text } from "../../texts/text.ts";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";
import { TestMailDialog } from "./test-mail-dialog.tsx";
import type { SettingsForm } from "./use-settings-form.ts";
import { WholeNumberField } from "./whole-number-field.tsx";

export function MailPage(): ReactElement {
  const words = text.mail;
  return (
    <SettingsFormPage title={words.title} hint={words.hint} sections={["meta", "smtp"]}>
      {(form) => {
        const { values, errors, change } = form;
        const { meta } = values;
        return (
          <>
            <SettingsBox title={words.sender}>
              <div className="pair">
                <TextField
                  label={words.senderName}
                  error={errors["meta.senderName"]}
                  value={meta.senderName}
                  onChange={(senderName) => change({ meta: { ...meta, senderName } })}
                />
                <TextField
                  label={words.senderAddress}
                  type="email"
                  error={errors["meta.senderAddress"]}
                  value={meta.senderAddress}
                  onChange={(senderAddress) => change({ meta: { ...meta, senderAddress } })}
                />
              </div>
              <p className="hint">
                {words.templates} <a href="#/collections/users/edit">{words.templatesLink}</a>
              </p>
            </SettingsBox>
            <SmtpBox form={form} />
            <TestBox isChanged={form.isChanged} />
          </>
        );
      }}
    </SettingsFormPage>
  );
}

function SmtpBox({ form }: { form: SettingsForm }): ReactElement {
  const words = text.mail;
  const { smtp } = form.values;
  return (
    <SettingsBox title={words.server}>
      <Switch
        label={words.enabled}
        hint={smtp.enabled ? undefined : words.disabledHint}
        value={smtp.enabled}
        onChange={(enabled) => form.change({ smtp: { ...smtp, enabled } })}
      />
      {smtp.enabled ? <SmtpFields form={form} /> : null}
    </SettingsBox>
  );
}

function SmtpFields({ form: { values, errors, change, isSecretSet } }: { form: SettingsForm }): ReactElement {
  const words = text.mail;
  const { smtp } = values;
  const set = (part: Partial<typeof smtp>): void => change({ smtp: { ...smtp, ...part } });
  const field = (name: "host" | "username" | "localName") => ({
    label: words[name],
    error: errors[`smtp.${name}`],
    value: smtp[name],
    onChange: (value: string) => set({ [name]: value }),
  });
  const withPassword = (password: string | undefined): void => {
    const { password: _before, ...rest } = smtp;
    change({ smtp: password === undefined ? rest : { ...rest, password } });
  };
  return (
    <>
      <div className="pair">
        <TextField {...field("host")} />
        <WholeNumberField
          label={words.port}
          error={errors["smtp.port"]}
          value={smtp.port}
          onChange={(port) => set({ port })}
        />
        <TextField {...field("username")} />
        <SecretField
          label={words.password}
          isSet={isSecretSet("smtp.password")}
          error={errors["smtp.password"]}
          value={smtp.password}
          onChange={withPassword}
        />
        <SelectField
          label={words.tls}
          hint={words.tlsHint}
          options={[
            { value: "auto", label: words.tlsAuto },
            { value: "always", label: words.tlsAlways },
          ]}
          value={smtp.tls ? "always" : "auto"}
          onChange={(tls) => set({ tls: tls === "always" })}
        />
        <SelectField
          label={words.authMethod}
          error={errors["smtp.authMethod"]}
          // Empty is PLAIN as well, and may be what is stored.
          options={[
            { value: smtp.authMethod === "PLAIN" ? "PLAIN" : "", label: words.authPlain },
            { value: "LOGIN", label: words.authLogin },
          ]}
          value={smtp.authMethod}
          onChange={(authMethod) => set({ authMethod })}
        />
      </div>
      <TextField {...field("localName")} hint={words.localNameHint} />
    </>
  );
}

/** The server tests what it has, so what is typed must be saved first. */
function TestBox({ isChanged }: { isChanged: boolean }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  return (
    <SettingsBox
      title={text.mail.test}
      hint={isChanged ? text.settings.saveFirst : text.mail.testHint}
      action={
        <button type="button" className="button" disabled={isChanged} onClick={() => setOpen(true)}>
          <Icon name="mail" />
          {text.mail.testOpen}
        </button>
      }
    >
      {isOpen ? <TestMailDialog onClose={() => setOpen(false)} /> : null}
    </SettingsBox>
  );
}
