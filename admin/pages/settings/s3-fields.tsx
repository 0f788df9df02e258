import type { ReactElement } from "react";
import type { S3Settings } from "../../api/settings.ts";
import { TextField } from "../../components/field.tsx";
import { Switch } from "../../components/inputs.tsx";
import { SecretField } from "../../components/secret-field.tsx";
import { text } from "../../texts/text.ts";
import type { SettingsForm } from "./use-settings-form.ts";

interface S3FieldsProps {
  readonly form: SettingsForm;
  /** Where in the settings: `s3` or `backups.s3`. */
  readonly path: string;
  readonly value: S3Settings;
  readonly onChange: (value: S3Settings) => void;
}

export function S3Fields({ form, path, value, onChange }: S3FieldsProps): ReactElement {
  const words = text.s3;
  const set = (part: Partial<S3Settings>): void => onChange({ ...value, ...part });
  const error = (name: string): string | undefined => form.errors[`${path}.${name}`];
  const withSecret = (secret: string | undefined): void => {
    const { secret: _before, ...rest } = value;
    onChange(secret === undefined ? rest : { ...rest, secret });
  };
  return (
    <>
      <div className="pair">
        <TextField
          label={words.endpoint}
          error={error("endpoint")}
          value={value.endpoint}
          onChange={(endpoint) => set({ endpoint })}
        />
        <TextField
          label={words.bucket}
          error={error("bucket")}
          value={value.bucket}
          onChange={(bucket) => set({ bucket })}
        />
        <TextField
          label={words.region}
          error={error("region")}
          value={value.region}
          onChange={(region) => set({ region })}
        />
        <TextField
          label={words.accessKey}
          error={error("accessKey")}
          value={value.accessKey}
          onChange={(accessKey) => set({ accessKey })}
        />
        <SecretField
          label={words.secret}
          isSet={form.isSecretSet(`${path}.secret`)}
          error={error("secret")}
          value={value.secret}
          onChange={withSecret}
        />
      </div>
      <Switch
        label={words.pathStyle}
        hint={words.pathStyleHint}
        value={value.forcePathStyle}
        onChange={(forcePathStyle) => set({ forcePathStyle })}
      />
    </>
  );
}
