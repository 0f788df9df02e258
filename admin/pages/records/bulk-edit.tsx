import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionField, CollectionModel } from "pocketbase";
import { changeRecords } from "../../api/change-records.ts";
import type { ManyResult } from "../../api/change-records.ts";
import { valuesOf } from "../../api/many-records.ts";
import { useTask } from "../../api/use-task.ts";
import { visibleFields } from "../../api/collections.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { SelectField } from "../../components/inputs.tsx";
import type { Option } from "../../components/inputs.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import { Failures } from "./failures.tsx";
import { FieldInput, isGroup } from "./field-input.tsx";
import { TypedJson } from "./record-draft.ts";
import { leftOf, useMany } from "./use-many.ts";
import type { Many } from "./use-many.ts";

interface BulkEditProps {
  readonly collection: CollectionModel;
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

type Mode = "set" | "+" | "-";

const FIXED: ReadonlySet<string> = new Set(["autodate", "file", "password"]);
/** The values of so many records are kept to undo the change. */
const UNDO_AT_MOST = 2000;

/** Sets one field in all selected records, or adds to it. */
export function BulkEdit({ collection, ids, onClose, onChanged }: BulkEditProps): ReactElement {
  const fields = visibleFields(collection).filter(({ name, type }) => name !== "id" && !FIXED.has(type));
  const [name, setName] = useState(fields[0]?.name ?? "");
  const [mode, setMode] = useState<Mode>("set");
  const [value, setValue] = useState<unknown>(undefined);
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(new Map());
  const many = useMany();
  const task = useTask();
  const field = fields.find((one) => one.name === name);
  const isInvalid = value instanceof TypedJson && !value.isValid;
  const start = (): void => {
    if (field === undefined || isInvalid) return;
    void task.run(async () => {
      const result = await change({ collection, ids: leftOf(ids, failed), field, mode, value, many, onChanged });
      if (result.failed.size > 0) setFailed(result.failed);
      else onClose();
    });
  };
  return (
    <Dialog className="dialog" label={text.bulk.editTitle(ids.length)} isBusy={task.isRunning} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          start();
        }}
      >
        <h2>{text.bulk.editTitle(ids.length)}</h2>
        <SelectField
          label={text.bulk.field}
          options={fields.map((one) => ({ value: one.name, label: one.name }))}
          value={name}
          onChange={(chosen) => {
            setName(chosen);
            setMode("set");
            setValue(undefined);
          }}
        />
        {field === undefined ? null : (
          <ValueField key={name} {...{ field, mode, value, isInvalid, onMode: setMode, onValue: setValue }} />
        )}
        {many.progress === null ? null : (
          <ProgressBar label={text.bulk.progress} value={many.progress.done / many.progress.total} />
        )}
        <Failures failed={failed} />
        <Alert message={task.problem?.message} />
        <div className="dialog-foot">
          {many.progress === null ? (
            <button type="button" className="button" disabled={task.isRunning} onClick={onClose}>
              {text.common.cancel}
            </button>
          ) : (
            <button type="button" className="button" onClick={many.stop}>
              {text.common.stop}
            </button>
          )}
          <button className="button primary" aria-busy={task.isRunning} disabled={isInvalid}>
            {text.bulk.editAction(ids.length)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface ValueFieldProps {
  readonly field: CollectionField;
  readonly mode: Mode;
  readonly value: unknown;
  readonly isInvalid: boolean;
  readonly onMode: (mode: Mode) => void;
  readonly onValue: (value: unknown) => void;
}

function ValueField({ field, mode, value, isInvalid, onMode, onValue }: ValueFieldProps): ReactElement {
  return (
    <>
      <ModeField field={field} mode={mode} onChange={onMode} />
      <Field label={text.bulk.value} isGroup={isGroup(field)} error={isInvalid ? text.record.invalidJson : undefined}>
        {(described) => <FieldInput {...{ described, field, value, record: null, onChange: onValue, fileToken: "" }} />}
      </Field>
    </>
  );
}

interface Change {
  readonly collection: CollectionModel;
  readonly ids: readonly string[];
  readonly field: CollectionField;
  readonly mode: Mode;
  readonly value: unknown;
  readonly many: Many;
  readonly onChanged: () => void;
}

/** Changes the records and offers to undo it. */
async function change({ collection, ids, field, mode, value, many, onChanged }: Change): Promise<ManyResult> {
  const { name } = field;
  const toUpdate = (id: string, body: Record<string, unknown>) => ({ key: id, kind: "update", id, body }) as const;
  const sent = value instanceof TypedJson ? value.parse() : (value ?? emptyOf(field));
  const before = ids.length <= UNDO_AT_MOST ? await valuesOf(collection.name, ids, name) : null;
  const body = { [mode === "set" ? name : `${name}${mode}`]: sent };
  const result = await many.run(
    collection.name,
    ids.map((id) => toUpdate(id, body)),
  );
  onChanged();
  const undo = async (): Promise<void> => {
    const options = { onProgress: () => undefined, signal: new AbortController().signal };
    const changes = result.done.map((id) => toUpdate(id, { [name]: before?.get(id) }));
    const undone = await changeRecords(collection.name, changes, options);
    onChanged();
    showToast(text.bulk.undone(undone.done.length));
    if (undone.failed.size > 0) showToast(text.bulk.failed(undone.failed.size), { isBad: true });
  };
  const action = { label: text.common.undo, run: () => void undo() };
  showToast(text.bulk.changed(result.done.length), before === null ? {} : { action });
  return result;
}

interface ModeFieldProps {
  readonly field: CollectionField;
  readonly mode: Mode;
  readonly onChange: (mode: Mode) => void;
}

function ModeField({ field, mode, onChange }: ModeFieldProps): ReactElement | null {
  const isList = ["select", "relation"].includes(field.type) && Number(field["maxSelect"] ?? 1) > 1;
  if (!isList && field.type !== "number") return null;
  const { set, add, remove, increase, decrease } = text.bulk.modes;
  const options: readonly Option<Mode>[] = [
    { value: "set", label: set },
    { value: "+", label: isList ? add : increase },
    { value: "-", label: isList ? remove : decrease },
  ];
  return <SelectField label={text.bulk.mode} options={options} value={mode} onChange={onChange} />;
}

function emptyOf({ type }: CollectionField): unknown {
  if (type === "bool") return false;
  return type === "number" ? 0 : type === "json" ? null : "";
}
