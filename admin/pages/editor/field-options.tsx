import type { ReactElement } from "react";
import { Switch } from "../../components/inputs.tsx";
import { TextField } from "../../components/field.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import type { FieldRowProps } from "./field-row.tsx";
import { FIELD_TYPES, canBeRequired } from "./field-types.ts";
import { OptionInput } from "./option-input.tsx";

/** All options of a field: those of its type, then those that every field has. */
export function FieldOptions({ field: { data }, errors, isAuth, onChange }: FieldRowProps): ReactElement {
  const own = FIELD_TYPES[data.type] ?? [];
  const set = (name: string, value: unknown): void => onChange({ ...data, [name]: value });
  const { labels, hints } = editorText.options;
  const flag = (name: string, isDisabled = false): ReactElement => (
    <Switch
      label={labels[name] ?? name}
      hint={hints[name]}
      error={errors[name]}
      isDisabled={isDisabled}
      value={data[name] === true}
      onChange={(value) => set(name, value)}
    />
  );
  // The password and the token key of auth collections are what they are; so is every id.
  const isFixed = data.system && (data.name === "id" || (isAuth && ["password", "tokenKey"].includes(data.name)));
  return (
    <div className="field-options stack">
      <div className="pair">
        {own
          .filter(({ kind }) => kind !== "switch")
          .map(({ name, kind }) => (
            <OptionInput
              key={name}
              {...{ field: data, name, kind, error: errors[name], onChange: (value) => set(name, value) }}
            />
          ))}
      </div>
      <div className="pair">
        {own
          .filter(({ kind }) => kind === "switch")
          .map(({ name, kind }) => (
            <OptionInput
              key={name}
              {...{ field: data, name, kind, error: errors[name], onChange: (value) => set(name, value) }}
            />
          ))}
        {canBeRequired(data.type) ? flag("required", isFixed) : null}
        {flag("hidden", isFixed)}
        {flag("presentable")}
      </div>
      <TextField
        label={labels["help"] ?? "help"}
        hint={hints["help"]}
        error={errors["help"]}
        value={typeof data["help"] === "string" ? data["help"] : ""}
        onChange={(value) => set("help", value)}
      />
    </div>
  );
}
