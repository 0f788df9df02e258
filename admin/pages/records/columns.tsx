import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionField, CollectionModel } from "pocketbase";
import { visibleFields } from "../../api/collections.ts";
import { Dialog } from "../../components/dialog.tsx";
import { text } from "../../texts/text.ts";

/** The fields that the table shows and a way to hide others, kept in this browser. */
export function useColumns(collection: CollectionModel): [CollectionField[], (hidden: readonly string[]) => void] {
  const key = `baobox_hidden_columns_${collection.id}`;
  const [hidden, setHidden] = useState<readonly string[]>(() => (localStorage.getItem(key) ?? "password").split(","));
  const fields = visibleFields(collection);
  const shown = fields.filter(({ name }) => !hidden.includes(name));
  const keep = (names: readonly string[]): void => {
    localStorage.setItem(key, names.join(","));
    setHidden(names);
  };
  return [shown.length === 0 ? fields.slice(0, 1) : shown, keep];
}

interface ColumnDialogProps {
  readonly fields: readonly CollectionField[];
  readonly shown: readonly CollectionField[];
  readonly onHide: (hidden: readonly string[]) => void;
  readonly onClose: () => void;
}

export function ColumnDialog({ fields, shown, onHide, onClose }: ColumnDialogProps): ReactElement {
  const hidden = fields.map(({ name }) => name).filter((name) => !shown.some((field) => field.name === name));
  return (
    <Dialog className="dialog" label={text.records.columns} onClose={onClose}>
      <div className="stack">
        <h2>{text.records.columns}</h2>
        <p className="hint">{text.records.columnsHint}</p>
        <ul className="dialog-list">
          {fields.map(({ name }) => (
            <li key={name}>
              <label className="check">
                <input
                  type="checkbox"
                  checked={!hidden.includes(name)}
                  disabled={shown.length === 1 && !hidden.includes(name)}
                  onChange={(event) =>
                    onHide(event.target.checked ? hidden.filter((one) => one !== name) : [...hidden, name])
                  }
                />
                {name}
              </label>
            </li>
          ))}
        </ul>
        <button type="button" className="button" onClick={onClose}>
          {text.common.close}
        </button>
      </div>
    </Dialog>
  );
}
