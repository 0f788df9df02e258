import type { ReactElement } from "react";
import type { CollectionField, RecordModel } from "pocketbase";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { loadJson } from "../../components/code/languages.ts";
import type { Described } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";
import { FileInput } from "./file-input.tsx";
import { TypedJson } from "./record-draft.ts";
import { RelationInput } from "./relation-input.tsx";
import { asList } from "./record-cell.tsx";

export interface FieldInputProps {
  readonly described: Described;
  readonly field: CollectionField;
  readonly record: RecordModel | null;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly fileToken: string;
}

/** The input for a field's type. */
export function FieldInput(props: FieldInputProps): ReactElement {
  const { described, field, value, onChange } = props;
  switch (field.type) {
    case "bool":
      return (
        <span>
          <input
            {...described}
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
        </span>
      );
    case "number":
      return (
        <input
          {...described}
          className="input"
          type="number"
          step="any"
          value={typeof value === "number" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? 0 : event.target.valueAsNumber)}
        />
      );
    case "date":
      return (
        <input
          {...described}
          className="input"
          type="datetime-local"
          step={1}
          value={toLocal(value)}
          onChange={(event) => onChange(toStored(event.target.value))}
        />
      );
    case "select":
      return <SelectInput {...props} />;
    case "json":
      return (
        <CodeEditor
          label={field.name}
          isInvalid={described["aria-invalid"]}
          language={loadJson}
          minHeight="96px"
          maxHeight="420px"
          value={value instanceof TypedJson ? value.typed : value === undefined ? "" : JSON.stringify(value, null, 2)}
          onChange={(typed) => onChange(new TypedJson(typed))}
        />
      );
    case "geoPoint":
      return <PointInput {...props} />;
    case "file":
      return <FileInput {...props} />;
    case "relation":
      return <RelationInput {...props} />;
    default:
      return <TextInput {...props} />;
  }
}

const INPUT_TYPES: Readonly<Record<string, string>> = { email: "email", url: "url", password: "password" };

function TextInput({ described, field, value, onChange }: FieldInputProps): ReactElement {
  const typed = typeof value === "string" ? value : "";
  const isLong = field.type === "editor" || typed.length > 80 || typed.includes("\n");
  // A single line of text may get a second one: Enter must not have been lost.
  if (isLong || (field.type === "text" && field.name !== "id")) {
    return (
      <textarea
        {...described}
        className={field.type === "editor" ? "input code" : "input"}
        rows={isLong ? 5 : 1}
        value={typed}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <input
      {...described}
      className="input"
      type={INPUT_TYPES[field.type] ?? "text"}
      autoComplete={field.type === "password" ? "new-password" : "off"}
      value={typed}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function SelectInput({ described, field, value, onChange }: FieldInputProps): ReactElement {
  const options: string[] = asList(field["values"]);
  const chosen = asList(value);
  if (Number(field["maxSelect"] ?? 1) > 1) {
    return (
      <div className="row options">
        {options.map((option) => (
          <label key={option} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(option)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, option] : chosen.filter((one) => one !== option))
              }
            />
            {option}
          </label>
        ))}
      </div>
    );
  }
  return (
    <select {...described} className="input" value={chosen[0] ?? ""} onChange={(event) => onChange(event.target.value)}>
      <option value="">{text.record.none}</option>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </select>
  );
}

function PointInput({ value, onChange }: FieldInputProps): ReactElement {
  const { lon = 0, lat = 0 } = (value ?? {}) as { lon?: number; lat?: number };
  const input = (label: string, current: number, change: (next: number) => void): ReactElement => (
    <label className="stack tight">
      <span className="hint">{label}</span>
      <input
        className="input"
        type="number"
        step="any"
        value={current}
        onChange={(event) => change(event.target.value === "" ? 0 : event.target.valueAsNumber)}
      />
    </label>
  );
  return (
    <div className="pair">
      {input(text.record.longitude, lon, (next) => onChange({ lon: next, lat }))}
      {input(text.record.latitude, lat, (next) => onChange({ lon, lat: next }))}
    </div>
  );
}

/** `2026-01-02 03:04:05.678Z` as the input shows it, in the reader's time zone. */
function toLocal(value: unknown): string {
  if (typeof value !== "string" || value === "") return "";
  const time = new Date(value.replace(" ", "T"));
  if (Number.isNaN(time.getTime())) return "";
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function toStored(local: string): string {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString().replace("T", " ");
}
