import { useEffect, useState } from "react";
import type { DragEvent, ReactElement } from "react";
import type { RecordModel } from "pocketbase";
import { Chip } from "../../components/chip.tsx";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import type { Described } from "../../components/field.tsx";
import { formatSize } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import type { FieldInputProps } from "./field-input.tsx";
import { FileThumb, asList, fileAddress } from "./record-cell.tsx";
import { isFileChanges } from "./record-draft.ts";
import type { FileChanges } from "./record-draft.ts";

/** The stored files, which can be removed, and new ones by choosing or by drag and drop. */
export function FileInput({ described, field, record, value, onChange, fileToken }: FieldInputProps): ReactElement {
  const stored = asList(record?.[field.name]);
  const { removed, added } = isFileChanges(value) ? value : { removed: [], added: [] };
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
            file={file}
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

function AddedFile({ file, onRemove }: { file: File; onRemove: () => void }): ReactElement {
  const picture = usePicture(file);
  return (
    <li className="file">
      {picture === null ? (
        <span className="thumb">
          <Icon name="file" />
        </span>
      ) : (
        <img className="thumb" src={picture} alt="" />
      )}
      <span className="file-name">{file.name}</span>
      <span className="hint tabular">{formatSize(file.size)}</span>
      <Chip tone="good">{text.files.added}</Chip>
      <IconButton icon="close" label={text.files.remove(file.name)} look="quiet small push" onClick={onRemove} />
    </li>
  );
}

/** The address of a picture that is not uploaded yet; null for other files. */
function usePicture(file: File): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file.type.startsWith("image/")) return;
    const created = URL.createObjectURL(file);
    setAddress(created);
    return () => URL.revokeObjectURL(created);
  }, [file]);
  return address;
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
      {record === null || isRemoved ? (
        <span className="file-name gone">{name}</span>
      ) : (
        <a
          className="file-name"
          href={fileAddress(record, name, { token: fileToken })}
          target="_blank"
          rel="noopener noreferrer"
        >
          {name}
        </a>
      )}
      {isRemoved ? <Chip>{text.files.removed}</Chip> : null}
      <IconButton
        icon={isRemoved ? "undo" : "close"}
        label={isRemoved ? text.files.restore(name) : text.files.remove(name)}
        look="quiet small push"
        onClick={onToggle}
      />
    </li>
  );
}
