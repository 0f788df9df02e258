import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionField, RecordModel } from "pocketbase";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import type { Described } from "../../components/field.tsx";
import { RichText } from "../../components/rich/rich-text.tsx";
import { text } from "../../texts/text.ts";
import { DateInput } from "../../components/date-input.tsx";
import { FileInput } from "./file-input.tsx";
import { JsonInput } from "./json/json-input.tsx";
import { PasswordInput } from "./password-input.tsx";
import { PointInput } from "./point-input.tsx";
import { RelationInput } from "./relation-input.tsx";
import { SelectInput } from "./select-input.tsx";

export interface FieldInputProps {
  readonly described: Described;
  readonly field: CollectionField;
  readonly record: RecordModel | null;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly fileToken: string;
}

/** Whether the type's input is several ones, or one that a label element can't name. */
export function isGroup({ type, maxSelect }: CollectionField): boolean {
  return (
    ["editor", "file", "json", "relation", "geoPoint"].includes(type) ||
    (type === "select" && Number(maxSelect ?? 1) > 1)
  );
}

/** The input for a field's type. */
export function FieldInput(props: FieldInputProps): ReactElement {
  const { described, field, value, onChange } = props;
  switch (field.type) {
    case "bool":
      return (
        <span className="switch">
          <input
            {...described}
            type="checkbox"
            role="switch"
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
      return <DateInput {...props} />;
    case "select":
      return <SelectInput {...props} />;
    case "json":
      return <JsonInput {...props} />;
    case "editor":
      return (
        <RichText
          label={field.name}
          isInvalid={described["aria-invalid"]}
          value={typeof value === "string" ? value : ""}
          onChange={onChange}
        />
      );
    case "geoPoint":
      return <PointInput {...props} />;
    case "file":
      return <FileInput {...props} />;
    case "relation":
      return <RelationInput {...props} />;
    case "password":
      return <PasswordInput {...props} />;
    default:
      return <TextInput {...props} />;
  }
}

const INPUT_TYPES: Readonly<Record<string, string>> = { email: "email", url: "url" };

/** A browser needs seconds to lay out an input with much more text; the editor draws what is in sight. */
const INPUT_AT_MOST = 50_000;

function TextInput({ described, field, record, value, onChange }: FieldInputProps): ReactElement {
  const typed = typeof value === "string" ? value : "";
  // While something is typed, the input becomes another only where it has to, as by a large text that is pasted.
  const [wasHuge] = useState(typed.length > INPUT_AT_MOST);
  const [isPasted, setPasted] = useState(false);
  const isLong = typed.length > 80 || typed.includes("\n");
  if (wasHuge || isPasted) {
    return (
      <CodeEditor
        label={field.name}
        isInvalid={described["aria-invalid"]}
        hasAutoFocus={isPasted}
        minHeight="96px"
        maxHeight="420px"
        value={typed}
        onChange={onChange}
      />
    );
  }
  const change = (next: string): void => {
    if (next.length > INPUT_AT_MOST) setPasted(true);
    onChange(next);
  };
  // A single line of text may get a second one: Enter must not have been lost.
  if (isLong || (field.type === "text" && field.name !== "id")) {
    return (
      <textarea
        {...described}
        className="input"
        dir="auto"
        rows={isLong ? 5 : 1}
        value={typed}
        onChange={(event) => change(event.target.value)}
      />
    );
  }
  return (
    <input
      {...described}
      className="input"
      dir="auto"
      type={INPUT_TYPES[field.type] ?? "text"}
      autoComplete="off"
      placeholder={field.name === "id" && record === null ? text.record.idPlaceholder : undefined}
      value={typed}
      onChange={(event) => change(event.target.value)}
    />
  );
}
