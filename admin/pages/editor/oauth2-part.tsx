import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { ConfigurableOAuth2Provider } from "pocketbase";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { Alert } from "../../components/alert.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Field } from "../../components/field.tsx";
import { Icon } from "../../components/icon.tsx";
import { SelectField, Switch } from "../../components/inputs.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { groupOf, type PartProps } from "./part.ts";
import { ProviderLogo } from "./provider-logo.tsx";
import { ProviderPanel, type Provider } from "./provider-panel.tsx";
import { ProviderPicker } from "./provider-picker.tsx";

const NO_PROVIDER: Omit<Provider, "name"> = {
  clientId: "",
  clientSecret: "",
  authURL: "",
  tokenURL: "",
  userInfoURL: "",
  displayName: "",
  pkce: null,
  extra: null,
};
const MAPPED = ["id", "name", "username", "avatarURL"] as const;

/** Which providers accounts can sign in with, and what is taken over of them. */
export function OAuth2Part({ draft, errors, onValue }: PartProps): ReactElement {
  const { known, problem } = useProviders();
  const [open, setOpen] = useState<number | null>(null);
  const [isChoosing, setChoosing] = useState(false);
  /** The provider that is open was added a moment ago: given up, it goes again. */
  const [isNew, setNew] = useState(false);
  const options = groupOf(draft, "oauth2");
  const providers = (options["providers"] as readonly Provider[] | null | undefined) ?? [];
  const set = (values: object): void => onValue("oauth2", { ...options, ...values });
  const close = (): void => {
    setOpen(null);
    setNew(false);
  };
  const { oauth2 } = editorText;
  const others = known.filter(({ name }) => !providers.some((provider) => provider.name === name));
  return (
    <div className="stack loose">
      <Switch
        label={oauth2.enabled}
        hint={oauth2.enabledHint}
        error={errors["oauth2.enabled"]}
        value={options["enabled"] === true}
        onChange={(enabled) => set({ enabled })}
      />
      <RedirectAddress />
      <Alert message={problem} />
      <ProviderList providers={providers} known={known} errors={errors} onOpen={setOpen} />
      <div>
        <button type="button" className="button" onClick={() => setChoosing(true)}>
          <Icon name="plus" />
          {oauth2.add}
        </button>
      </div>
      <Mapping draft={draft} errors={errors} onValue={onValue} />
      {isChoosing ? (
        <ProviderPicker
          providers={others}
          onClose={() => setChoosing(false)}
          onChoose={(name) => {
            set({ providers: [...providers, { ...NO_PROVIDER, name }] });
            setChoosing(false);
            setOpen(providers.length);
            setNew(true);
          }}
        />
      ) : null}
      {open === null || providers[open] === undefined ? null : (
        <ProviderPanel
          provider={providers[open]}
          title={known.find(({ name }) => name === providers[open]?.name)?.displayName ?? providers[open].name}
          isStored={draft.values["id"] !== ""}
          errors={errorsOf(errors, open)}
          onClose={() => {
            if (isNew) set({ providers: providers.toSpliced(open, 1) });
            close();
          }}
          onDone={(provider) => {
            const list = providers.toSpliced(open, 1, provider);
            set(isNew ? { providers: list, enabled: true } : { providers: list });
            close();
          }}
          onRemove={() => {
            set({ providers: providers.toSpliced(open, 1) });
            close();
          }}
        />
      )}
    </div>
  );
}

function RedirectAddress(): ReactElement {
  const redirect = `${client.baseURL}/api/oauth2-redirect`;
  const { oauth2 } = editorText;
  return (
    <Field label={oauth2.redirect} hint={oauth2.redirectHint}>
      {(described) => (
        <div className="row nowrap">
          <input {...described} className="input code" readOnly value={redirect} />
          <CopyButton value={redirect} />
        </div>
      )}
    </Field>
  );
}

interface ProviderListProps {
  readonly providers: readonly Provider[];
  readonly known: readonly ConfigurableOAuth2Provider[];
  readonly errors: PartProps["errors"];
  readonly onOpen: (place: number) => void;
}

function ProviderList({ providers, known, errors, onOpen }: ProviderListProps): ReactElement {
  const { oauth2 } = editorText;
  return (
    <ul className="provider-list" aria-label={oauth2.providers}>
      {providers.map((provider, place) => {
        const about = known.find(({ name }) => name === provider.name);
        const isWrong = Object.keys(errors).some((path) => path.startsWith(`oauth2.providers.${place}.`));
        return (
          <li key={provider.name}>
            <button type="button" className="provider" data-invalid={isWrong} onClick={() => onOpen(place)}>
              <ProviderLogo name={provider.name} label={about?.displayName ?? provider.name} />
              <span className="grow clip">{provider.displayName || about?.displayName || provider.name}</span>
              <span className="muted small">{provider.clientId === "" ? oauth2.notReady : provider.name}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Mapping({ draft, errors, onValue }: PartProps): ReactElement {
  const { oauth2 } = editorText;
  const options = groupOf(draft, "oauth2");
  const mapped = (options["mappedFields"] as Readonly<Record<string, string>> | undefined) ?? {};
  const fieldNames = draft.fields.filter(({ isRemoved }) => !isRemoved).map(({ data }) => data.name);
  const set = (values: object): void => onValue("oauth2", { ...options, ...values });
  return (
    <section className="stack box padded" aria-label={oauth2.mapping}>
      <h2 className="part-title">{oauth2.mapping}</h2>
      <p className="hint">{oauth2.mappingHint}</p>
      <div className="pair">
        {MAPPED.map((name) => (
          <SelectField
            key={name}
            label={oauth2.mapped[name]}
            error={errors[`oauth2.mappedFields.${name}`]}
            options={["", ...fieldNames].map((value) => ({ value, label: value || oauth2.notMapped }))}
            value={mapped[name] ?? ""}
            onChange={(value) => set({ mappedFields: { ...mapped, [name]: value } })}
          />
        ))}
      </div>
    </section>
  );
}

function errorsOf(errors: PartProps["errors"], place: number): Record<string, string> {
  const prefix = `oauth2.providers.${place}.`;
  return Object.fromEntries(
    Object.entries(errors)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, message]) => [path.slice(prefix.length), message]),
  );
}

function useProviders(): { known: readonly ConfigurableOAuth2Provider[]; problem: string | undefined } {
  const [known, setKnown] = useState<readonly ConfigurableOAuth2Provider[]>([]);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => {
    client.collections.getAllOAuth2Providers().then(setKnown, (error: unknown) => setProblem(toProblem(error).message));
  }, []);
  return { known, problem };
}
