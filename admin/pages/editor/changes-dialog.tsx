import type { ReactElement } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { text } from "../../texts/text.ts";
import type { Change } from "./changes.ts";

interface ChangesDialogProps {
  readonly changes: readonly Change[];
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** What a save changes, before it does: asked where some of it destroys data, breaks clients or opens records. */
export function ChangesDialog({ changes, onConfirm, onClose }: ChangesDialogProps): ReactElement {
  const isGrave = changes.some((change) => change.isGrave);
  const { common } = text;
  const editor = editorText;
  return (
    <Dialog className="dialog" label={editor.changes.title} onClose={onClose}>
      <div className="stack">
        <h2>{editor.changes.title}</h2>
        <ul className="change-list">
          {changes.map((change) => (
            <li key={change.text} className={change.isGrave ? "change grave" : "change"}>
              <Icon name={change.isGrave ? "alert" : "check"} />
              <span>{change.text}</span>
            </li>
          ))}
        </ul>
        {isGrave ? <p className="notice warn">{editor.changes.grave}</p> : null}
        <div className="dialog-foot">
          <button type="button" className="button" autoFocus={isGrave} onClick={onClose}>
            {common.cancel}
          </button>
          <button
            type="button"
            className={isGrave ? "button danger primary" : "button primary"}
            autoFocus={!isGrave}
            onClick={onConfirm}
          >
            {editor.changes.confirm}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
