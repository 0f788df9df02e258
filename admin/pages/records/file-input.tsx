import { useState } from "react";
import type { DragEvent, ReactElement } from "react";
import type { RecordModel } from "pocketbase";
import { Chip } from "../../components/chip.tsx";
import { Icon } from "../../components/icon.tsx";
import type { Described } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";
import type { FieldInputProps } from "./field-input.tsx";
import { FileThumb, asList } from "./record-cell.tsx";
import type { FileChanges } from "./record-draft.ts";

/** The stored files, which can be removed, and new ones by choosing or by drag and drop. */
export function FileInput({ described, field, record, value, onChange, fileToken }: FieldInputProps): ReactElement {
  const stored = asList(record?.[field.name]);
  const { removed, added } = isChanges(value) ? value : { removed: [], added: [] };
  const isMultiple = Number(field["maxSelect"] ?? 1) > 1;
  const [isOver, setOver] = useState(false);
  const set = (changes: FileChanges): void =>
    onChange(changes.removed.length + changes.added.length === 0 ? undefined : changes);
  const add = (list: FileList | null): void => {
    const files = [...(list ?? [])];
    if (files.length === 0) return;
    set(isMultiple ? { removed, added: [...added, ...files] } : { removed: stored, added: files.slice(0, 1) });
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer.files);
  };
  return (
    <div
      className={isOver ? "files over" : "files"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <ul>
        {stored.map((name) => (
          <StoredFile
            key={name}
            record={record}
            name={name}
            fileToken={fileToken}
            isRemoved={removed.includes(name)}
            onToggle={() =>
              set({
                removed: removed.includes(name) ? removed.filter((one) => one !== name) : [...removed, name],
                added: isMultiple ? added : [],
              })
            }
          />
        ))}
        {added.map((file, index) => (
          <AddedFile
            key={`${index}-${file.name}`}
            name={file.name}
            onRemove={() => set({ removed: isMultiple ? removed : [], added: added.filter((one) => one !== file) })}
          />
        ))}
      </ul>
      <FileChooser described={described} name={field.name} isMultiple={isMultiple} onAdd={add} />
    </div>
  );
}

interface FileChooserProps {
  readonly described: Described;
  readonly name: string;
  readonly isMultiple: boolean;
  readonly onAdd: (files: FileList | null) => void;
}

function FileChooser({ described, name, isMultiple, onAdd }: FileChooserProps): ReactElement {
  const label = text.files.choose(isMultiple ? 2 : 1);
  return (
    <label className="file-choose">
      <input
        {...described}
        aria-label={`${name}: ${label}`}
        className="hidden-visually"
        type="file"
        multiple={isMultiple}
        onChange={(event) => {
          onAdd(event.target.files);
          // The same file can be chosen again.
          event.target.value = "";
        }}
      />
      <span className="button">
        <Icon name="plus" />
        {label}
      </span>
      <span className="hint">{text.files.drop}</span>
    </label>
  );
}

function AddedFile({ name, onRemove }: { name: string; onRemove: () => void }): ReactElement {
  return (
    <li className="file">
      <span className="thumb">
        <Icon name="file" />
      </span>
      <span className="file-name">{name}</span>
      <Chip>{text.files.added}</Chip>
      <button
        type="button"
        className="button quiet icon-only push"
        aria-label={text.files.remove(name)}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

function isChanges(value: unknown): value is FileChanges {
  return typeof value === "object" && value !== null && "added" in value;
}

interface StoredFileProps {
  readonly record: RecordModel | null;
  readonly name: string;
  readonly fileToken: string;
  readonly isRemoved: boolean;
  readonly onToggle: () => void;
}

function StoredFile({ record, name, fileToken, isRemoved, onToggle }: StoredFileProps): ReactElement {
  return (
    <li className="file">
      {record === null ? null : <FileThumb record={record} name={name} fileToken={fileToken} />}
      <span className={isRemoved ? "file-name gone" : "file-name"}>{name}</span>
      {isRemoved ? <Chip>{text.files.removed}</Chip> : null}
      <button
        type="button"
        className="button quiet icon-only push"
        aria-label={isRemoved ? text.files.restore(name) : text.files.remove(name)}
        onClick={onToggle}
      >
        <Icon name={isRemoved ? "refresh" : "close"} />
      </button>
    </li>
  );
}
