import type { ReactElement } from "react";
import type { CollectionField, CollectionModel, RecordModel } from "pocketbase";
import { visibleFields } from "../../api/collections.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { Field } from "../../components/field.tsx";
import { Icon } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";
import { fieldIcon } from "./field-icon.ts";
import { RecordCell } from "./record-cell.tsx";
import type { Draft } from "./record-draft.ts";
import { FieldInput, isGroup } from "./field-input.tsx";

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
            <div key={field.name} className="field" data-field={field.name}>
              <span className="label">
                <FieldName field={field} />
              </span>
              <div className="fixed-value">
                <RecordCell field={field} record={record} fileToken={fileToken} />
                {field.name === "id" ? <CopyButton value={record.id} /> : null}
              </div>
            </div>
          );
        }
        return (
          <Field
            key={field.name}
            name={field.name}
            label={<FieldName field={field} isRequired={field["required"] === true && !isKept(field, record)} />}
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
