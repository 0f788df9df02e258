import type { ReactElement } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { text } from "../../texts/text.ts";
import type { Columns } from "./use-columns.ts";

interface ColumnDialogProps {
  readonly columns: Columns;
  readonly onClose: () => void;
}

/** Which columns the table shows. */
export function ColumnDialog({ columns, onClose }: ColumnDialogProps): ReactElement {
  const { fields, shown, hide } = columns;
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
                    hide(event.target.checked ? hidden.filter((one) => one !== name) : [...hidden, name])
                  }
                />
                {name}
              </label>
            </li>
          ))}
        </ul>
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {text.common.close}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
