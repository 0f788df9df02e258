import { useState } from "react";
import type { ReactElement } from "react";
import { Field, TextField } from "../../components/field.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { text } from "../../texts/text.ts";
import { AppleSecret } from "./apple-secret.tsx";
import { isEqual } from "./changes.ts";

export interface Provider {
  readonly name: string;
  readonly clientId: string;
  /** Absent: as it is stored. The server never sends it. */
  readonly clientSecret?: string;
  readonly authURL: string;
  readonly tokenURL: string;
  readonly userInfoURL: string;
  readonly displayName: string;
  readonly pkce: boolean | null;
  readonly extra: Readonly<Record<string, unknown>> | null;
}

interface ProviderPanelProps {
  readonly provider: Provider;
  readonly title: string;
  readonly isStored: boolean;
  readonly errors: Readonly<Record<string, string>>;
  readonly onClose: () => void;
  readonly onDone: (provider: Provider) => void;
  readonly onRemove: () => void;
}

const ADDRESSES = ["authURL", "tokenURL", "userInfoURL"] as const;
const PKCE = { default: null, on: true, off: false } as const;

/** All of a provider's options. */
export function ProviderPanel(props: ProviderPanelProps): ReactElement {
  const { title, isStored, errors, onClose, onDone, onRemove } = props;
  const [provider, setProvider] = useState(props.provider);
  const [firstExtra] = useState(provider.extra === null ? "" : JSON.stringify(provider.extra, null, 2));
  const [extra, setExtra] = useState(firstExtra);
  const isChanged = extra !== firstExtra || !isEqual(provider, props.provider);
  const parsed = parseExtra(extra);
  const set = (values: Partial<Provider>): void => setProvider({ ...provider, ...values });
  const { oauth2 } = editorText;
  const foot = (
    <>
      <button type="button" className="button danger" onClick={onRemove}>
        {oauth2.remove}
      </button>
      <button type="button" className="button push" onClick={onClose}>
        {text.common.cancel}
      </button>
      <button className="button primary" disabled={parsed === undefined}>
        {oauth2.done}
      </button>
    </>
  );
  const submit = (): void => {
    if (parsed === undefined) return;
    onDone({ ...provider, extra: parsed });
  };
  return (
    <SidePanel title={title} isChanged={isChanged} onClose={onClose} foot={foot} onSubmit={submit}>
      <ProviderFields provider={provider} isStored={isStored} errors={errors} onChange={set} />
      <Field
        label={oauth2.extra}
        hint={oauth2.extraHint}
        error={parsed === undefined ? text.record.invalidJson : errors["extra"]}
      >
        {(described) => (
          <textarea
            {...described}
            className="input code"
            rows={3}
            spellCheck={false}
            placeholder='{"jwksURL": "https://…", "issuers": ["https://…"]}'
            value={extra}
            onChange={(event) => setExtra(event.target.value)}
          />
        )}
      </Field>
    </SidePanel>
  );
}

interface ProviderFieldsProps extends Pick<ProviderPanelProps, "provider" | "isStored" | "errors"> {
  readonly onChange: (values: Partial<Provider>) => void;
}

function ProviderFields({ provider, isStored, errors, onChange: set }: ProviderFieldsProps): ReactElement {
  const { oauth2 } = editorText;
  const hasKeptSecret = isStored && provider.clientSecret === undefined;
  return (
    <>
      <TextField
        label={oauth2.clientId}
        error={errors["clientId"]}
        value={provider.clientId}
        onChange={(clientId) => set({ clientId })}
      />
      <TextField
        label={oauth2.clientSecret}
        type="password"
        autoComplete="new-password"
        hint={hasKeptSecret ? oauth2.secretKept : undefined}
        error={errors["clientSecret"]}
        value={provider.clientSecret ?? ""}
        onChange={(clientSecret) => set({ clientSecret })}
      />
      {provider.name === "apple" ? (
        <AppleSecret clientId={provider.clientId} onSecret={(clientSecret) => set({ clientSecret })} />
      ) : null}
      <TextField
        label={oauth2.displayName}
        hint={oauth2.displayNameHint}
        error={errors["displayName"]}
        value={provider.displayName}
        onChange={(displayName) => set({ displayName })}
      />
      <SelectField
        label={oauth2.pkce}
        hint={oauth2.pkceHint}
        options={(Object.keys(PKCE) as (keyof typeof PKCE)[]).map((value) => ({
          value,
          label: oauth2.pkceNames[value],
        }))}
        value={provider.pkce === null ? "default" : provider.pkce ? "on" : "off"}
        onChange={(value) => set({ pkce: PKCE[value] })}
      />
      <p className="hint">{oauth2.addressesHint}</p>
      {ADDRESSES.map((name) => (
        <TextField
          key={name}
          label={oauth2.addresses[name]}
          error={errors[name]}
          value={provider[name]}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
    </>
  );
}

/** Undefined for what is no object. */
function parseExtra(typed: string): Record<string, unknown> | null | undefined {
  if (typed.trim() === "") return null;
  try {
    const value: unknown = JSON.parse(typed);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
