import { memo, useCallback } from "react";
import type { Dispatch, ReactElement, SetStateAction } from "react";
import type { CollectionField, CollectionModel, RecordModel } from "pocketbase";
import { visibleFields } from "../../api/collections.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Field } from "../../components/field.tsx";
import { Icon } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";
import { fieldIcon } from "./field-icon.ts";
import { RecordCell } from "./record-cell.tsx";
import { withValue } from "./record-draft.ts";
import type { Draft } from "./record-draft.ts";
import { FieldInput, isGroup } from "./field-input.tsx";
import type { FieldInputProps } from "./field-input.tsx";

interface RecordFormProps {
  readonly collection: CollectionModel;
  /** What is stored; null for a new record. */
  readonly record: RecordModel | null;
  readonly draft: Draft;
  readonly onDraft: Dispatch<SetStateAction<Draft>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly fileToken: string;
}

/** One input for each field of the collection. */
export function RecordForm(props: RecordFormProps): ReactElement {
  const { collection, record, draft, onDraft, errors, fileToken } = props;
  const setValue = useCallback(
    (name: string, value: unknown): void => onDraft((before) => withValue(before, name, value)),
    [onDraft],
  );
  return (
    <>
      {visibleFields(collection).map((field) => {
        const isFixed =
          collection.type === "view" || field.type === "autodate" || (field.name === "id" && record !== null);
        if (!isFixed) {
          return (
            <ValueField
              key={field.name}
              {...{ field, record, fileToken }}
              value={field.name in draft ? draft[field.name] : record?.[field.name]}
              error={errors[field.name]}
              onValue={setValue}
            />
          );
        }
        return record === null ? null : <FixedField key={field.name} {...{ field, record, fileToken }} />;
      })}
    </>
  );
}

interface FixedFieldProps {
  readonly field: CollectionField;
  readonly record: RecordModel;
  readonly fileToken: string;
}

const FixedField = memo(function FixedField({ field, record, fileToken }: FixedFieldProps): ReactElement {
  return (
    <div className="field" data-field={field.name}>
      <span className="label">
        <FieldName field={field} />
      </span>
      <div className="fixed-value">
        <RecordCell field={field} record={record} fileToken={fileToken} />
        {field.name === "id" ? <CopyButton value={record.id} /> : null}
      </div>
    </div>
  );
});

interface ValueFieldProps extends Pick<FieldInputProps, "field" | "record" | "value" | "fileToken"> {
  readonly error: string | undefined;
  readonly onValue: (name: string, value: unknown) => void;
}

/** Rendered anew only for what is its own: another field's key must not wait for a megabyte in this one. */
const ValueField = memo(function ValueField({ onValue, error, ...input }: ValueFieldProps): ReactElement {
  const { field, record } = input;
  return (
    <Field
      name={field.name}
      label={<FieldName field={field} isRequired={field["required"] === true && !isKept(field, record)} />}
      isGroup={isGroup(field)}
      hint={hintOf(field, record)}
      error={error}
    >
      {(described) => <FieldInput {...input} described={described} onChange={(value) => onValue(field.name, value)} />}
    </Field>
  );
});

function FieldName({ field, isRequired = false }: { field: CollectionField; isRequired?: boolean }): ReactElement {
  return (
    <span className="field-name">
      <Icon name={fieldIcon(field)} />
      {field.name}
      {isRequired && field.name !== "id" ? (
        <span className="required" title={text.record.required} aria-hidden="true">
          *
        </span>
      ) : null}
    </span>
  );
}

function hintOf(field: CollectionField, record: RecordModel | null): string | undefined {
  const help: unknown = field["help"];
  if (typeof help === "string" && help !== "") return help;
  return isKept(field, record) ? text.record.passwordKept : undefined;
}

/** A password stays unless another is typed: nothing has to be. */
function isKept({ type }: CollectionField, record: RecordModel | null): boolean {
  return type === "password" && record !== null;
}
