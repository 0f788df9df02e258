import type { ReactElement } from "react";
import type { CollectionField } from "pocketbase";
import { collections } from "../../api/collections.ts";
import { DateInput } from "../../components/date-input.tsx";
import { Field, TextField } from "../../components/field.tsx";
import { NumberField, SelectField, Switch } from "../../components/inputs.tsx";
import { useStore } from "../../state/store.ts";
import { editorText } from "../../texts/editor/editor-text.ts";
import type { OptionKind } from "./field-types.ts";

interface OptionInputProps {
  readonly field: CollectionField;
  readonly name: string;
  readonly kind: OptionKind;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** One option of a field, whichever kind of value it has. */
export function OptionInput({ field, name, kind, error, onChange }: OptionInputProps): ReactElement {
  const { labels, hints } = editorText.options;
  const label = labels[name] ?? name;
  const hint = hints[`${field.type}.${name}`] ?? hints[name];
  const value = field[name] as unknown;
  if (kind === "switch") {
    return <Switch label={label} hint={hint} error={error} value={value === true} onChange={onChange} />;
  }
  if (kind === "collection") {
    return <TargetInput label={label} hint={hint} error={error} field={field} onChange={onChange} />;
  }
  if (kind === "list") return <LinesInput {...{ label, hint, error, value, onChange }} />;
  if (kind === "date") {
    return (
      <Field label={label} hint={hint} error={error}>
        {(described) => <DateInput {...{ described, value, onChange }} />}
      </Field>
    );
  }
  if (kind === "text") {
    return <TextField {...{ label, hint, error, onChange }} value={typeof value === "string" ? value : ""} />;
  }
  const isOptional = kind === "optionalNumber";
  const number = typeof value === "number" ? value : null;
  return (
    <NumberField
      label={label}
      hint={hint}
      error={error}
      {...(isOptional ? {} : { min: 0, placeholder: editorText.options.noLimit })}
      value={!isOptional && number === 0 ? null : number}
      onChange={(typed) => onChange(typed ?? (isOptional ? null : 0))}
    />
  );
}

type ValueProps = Omit<OptionInputProps, "name" | "kind" | "field"> & {
  readonly label: string;
  readonly hint: string | undefined;
};

/** A value a line: values may hold commas. */
function LinesInput({ label, hint, error, value, onChange }: ValueProps & { readonly value: unknown }): ReactElement {
  const lines = Array.isArray(value) ? value.map(String) : [];
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <textarea
          {...described}
          className="input"
          rows={Math.min(Math.max(lines.length, 2), 8)}
          value={lines.join("\n")}
          onChange={(event) => onChange(event.target.value === "" ? [] : event.target.value.split("\n"))}
          onBlur={() => onChange(lines.map((line) => line.trim()).filter((line) => line !== ""))}
        />
      )}
    </Field>
  );
}

/** Once stored, a relation leads to the same collection for good. */
function TargetInput({ label, hint, error, field, onChange }: ValueProps & { field: CollectionField }): ReactElement {
  const { list } = useStore(collections);
  const options = (list ?? [])
    .filter(({ type }) => type !== "view")
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <SelectField
      label={label}
      hint={field.id === "" ? hint : editorText.options.targetFixed}
      error={error}
      isDisabled={field.id !== ""}
      options={[{ value: "", label: editorText.options.choose }, ...options]}
      value={String(field["collectionId"] ?? "")}
      onChange={onChange}
    />
  );
}
