import type { ReactElement } from "react";
import type { CollectionField, CollectionModel, RecordModel } from "pocketbase";
import { visibleFields } from "../../api/collections.ts";
import { Field } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";
import { RecordCell } from "./record-cell.tsx";
import type { Draft } from "./record-draft.ts";
import { FieldInput } from "./field-input.tsx";

interface RecordFormProps {
  readonly collection: CollectionModel;
  /** What is stored; null for a new record. */
  readonly record: RecordModel | null;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly errors: Readonly<Record<string, string>>;
  readonly fileToken: string;
}

/** One input for each field of the collection. */
export function RecordForm(props: RecordFormProps): ReactElement {
  const { collection, record, draft, onDraft, errors, fileToken } = props;
  const setValue = (field: CollectionField, value: unknown): void => {
    const { [field.name]: _, ...others } = draft;
    onDraft(value === undefined ? others : { ...others, [field.name]: value });
  };
  return (
    <>
      {visibleFields(collection).map((field) => {
        const isFixed =
          collection.type === "view" || field.type === "autodate" || (field.name === "id" && record !== null);
        if (isFixed && record === null) return null;
        if (isFixed && record !== null) {
          return (
            <div key={field.name} className="field">
              <span className="label">{field.name}</span>
              <div className="fixed-value">
                <RecordCell field={field} record={record} fileToken={fileToken} />
              </div>
            </div>
          );
        }
        return (
          <Field
            key={field.name}
            label={<FieldName field={field} />}
            isGroup={isGroup(field)}
            hint={hintOf(field, record)}
            error={errors[field.name]}
          >
            {(described) => (
              <FieldInput
                described={described}
                field={field}
                record={record}
                value={field.name in draft ? draft[field.name] : record?.[field.name]}
                onChange={(value) => setValue(field, value)}
                fileToken={fileToken}
              />
            )}
          </Field>
        );
      })}
    </>
  );
}

function FieldName({ field }: { field: CollectionField }): ReactElement {
  return (
    <>
      {field.name}
      {field["required"] === true ? <span aria-hidden="true"> *</span> : null}
    </>
  );
}

function isGroup({ type, maxSelect }: CollectionField): boolean {
  return ["file", "json", "relation", "geoPoint"].includes(type) || (type === "select" && Number(maxSelect ?? 1) > 1);
}

function hintOf(field: CollectionField, record: RecordModel | null): string | undefined {
  const help: unknown = field["help"];
  if (typeof help === "string" && help !== "") return help;
  if (field.name === "id") return text.record.idHint;
  if (field.type === "password" && record !== null) return text.record.passwordKept;
  if (field.type === "date") return text.record.dateHint;
  return field.type === "editor" ? text.record.htmlHint : undefined;
}
