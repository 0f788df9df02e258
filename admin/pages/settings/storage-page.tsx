import { useId } from "react";
import type { ReactElement } from "react";
import { Field } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";
import { S3Fields } from "./s3-fields.tsx";
import { S3Test } from "./s3-test.tsx";
import { SettingsBox } from "./settings-box.tsx";
import { SettingsFormPage } from "./settings-form-page.tsx";

export function StoragePage(): ReactElement {
  const words = text.storage;
  return (
    <SettingsFormPage title={words.title} hint={words.hint} sections={["s3"]}>
      {(form) => {
        const { s3 } = form.values;
        const isMoved = s3.enabled !== form.saved.s3.enabled;
        return (
          <SettingsBox title={words.box}>
            <PlaceField isS3={s3.enabled} onChange={(enabled) => form.change({ s3: { ...s3, enabled } })} />
            {isMoved ? (
              <div className="notice warn stack tight" role="alert">
                <p>{words.existing(s3.enabled)}</p>
                <p>{words.move(s3.enabled)}</p>
              </div>
            ) : null}
            {s3.enabled ? (
              <S3Fields form={form} path="s3" value={s3} onChange={(value) => form.change({ s3: value })} />
            ) : null}
            {form.saved.s3.enabled ? <S3Test filesystem="storage" isChanged={form.isChanged} /> : null}
          </SettingsBox>
        );
      }}
    </SettingsFormPage>
  );
}

function PlaceField({ isS3, onChange }: { isS3: boolean; onChange: (isS3: boolean) => void }): ReactElement {
  const name = useId();
  const choices = [
    { value: false, title: text.storage.local, hint: text.storage.localHint },
    { value: true, title: text.storage.s3, hint: text.storage.s3Hint },
  ];
  return (
    <Field label={text.storage.place} isGroup>
      {() => (
        <div className="choices">
          {choices.map(({ value, title, hint }) => (
            <label key={title} className="choice">
              <input type="radio" name={name} checked={isS3 === value} onChange={() => onChange(value)} />
              <span className="stack tight">
                <strong>{title}</strong>
                <span className="hint">{hint}</span>
              </span>
            </label>
          ))}
        </div>
      )}
    </Field>
  );
}
