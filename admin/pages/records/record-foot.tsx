import { useMemo } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { prepareUndo } from "../../api/undo-deletion.ts";
import { useTask } from "../../api/use-task.ts";
import { Confirm } from "../../components/dialog.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { text } from "../../texts/text.ts";
import { tellDeleted } from "./tell-deleted.ts";
import { useCanUndo } from "./use-can-undo.ts";

interface RecordFootProps {
  readonly isView: boolean;
  readonly canSave: boolean;
  readonly isSaving: boolean;
  readonly uploaded: number | null;
  /** Ends the upload of files. */
  readonly onStop: () => void;
  readonly onClose: () => void;
}

/** How far the files are, and the buttons that end the editing. */
export function RecordFoot({ isView, canSave, isSaving, uploaded, onStop, onClose }: RecordFootProps): ReactElement {
  return (
    <div className="panel-foot">
      {uploaded === null ? null : (
        <div className="grow upload">
          <ProgressBar label={text.record.uploading} value={uploaded} />
          <span className="hint tabular">{`${Math.round(uploaded * 100)} %`}</span>
        </div>
      )}
      {uploaded === null ? (
        <button type="button" className="button push" disabled={isSaving} onClick={onClose}>
          {isView ? text.common.close : text.common.cancel}
        </button>
      ) : (
        <button type="button" className="button push" onClick={onStop}>
          {text.common.stop}
        </button>
      )}
      {canSave ? (
        <button className="button primary" aria-busy={isSaving}>
          {text.common.save}
        </button>
      ) : null}
    </div>
  );
}

interface RecordQuestionProps {
  readonly kind: "delete" | "discard";
  readonly collection: CollectionModel;
  readonly id: string;
  /** After the record was deleted, or what was typed is given up. */
  readonly onEnd: () => void;
  /** After a deletion was taken back. */
  readonly onUndone: () => void;
  readonly onClose: () => void;
}

/** Before a record is deleted, or what was typed is given up. */
export function RecordQuestion({ kind, collection, id, onEnd, onUndone, onClose }: RecordQuestionProps): ReactElement {
  const { deleteTitle, deleteMessage, deleteAction } = text.record;
  const { discardTitle, discardMessage, discardAction } = text.common;
  const removal = useTask();
  const ids = useMemo(() => (kind === "delete" ? [id] : []), [kind, id]);
  const canUndo = useCanUndo(collection, ids);
  const remove = async (): Promise<void> => {
    const undo = await prepareUndo(collection, [id]);
    await client.collection(collection.name).delete(id);
    tellDeleted(text.record.deleted, undo, onUndone);
    onEnd();
  };
  const words =
    kind === "delete"
      ? { title: deleteTitle, message: deleteMessage(id, canUndo), action: deleteAction }
      : { title: discardTitle, message: discardMessage, action: discardAction };
  return (
    <Confirm
      {...words}
      isBusy={removal.isRunning}
      problem={removal.problem?.message}
      onConfirm={() => (kind === "delete" ? void removal.run(remove) : onEnd())}
      onClose={onClose}
    />
  );
}
