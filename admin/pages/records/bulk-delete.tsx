import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { prepareUndo } from "../../api/undo-deletion.ts";
import { Confirm } from "../../components/dialog.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { text } from "../../texts/text.ts";
import { Failures } from "./failures.tsx";
import { tellDeleted } from "./tell-deleted.ts";
import { useCanUndo } from "./use-can-undo.ts";
import { leftOf, useMany } from "./use-many.ts";

interface BulkDeleteProps {
  readonly collection: CollectionModel;
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onChanged: () => void;
  readonly onDeleted: () => void;
}

/** So many that a slip would hurt: the number has to be typed. */
const MANY = 50;

export function BulkDelete({ collection, ids, onClose, onChanged, onDeleted }: BulkDeleteProps): ReactElement {
  const many = useMany();
  const canUndo = useCanUndo(collection, ids);
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(new Map());
  const start = async (): Promise<void> => {
    const left = leftOf(ids, failed);
    const undo = await prepareUndo(collection, left);
    const changes = left.map((id) => ({ key: id, kind: "delete", id }) as const);
    const result = await many.run(collection.name, changes);
    onChanged();
    if (result.failed.size > 0) return setFailed(result.failed);
    tellDeleted(text.bulk.deleted(result.done.length), undo, onChanged);
    onClose();
    onDeleted();
  };
  return (
    <Confirm
      title={text.bulk.deleteTitle(ids.length)}
      message={text.bulk.deleteMessage(collection.name, canUndo)}
      action={text.bulk.deleteAction(ids.length)}
      typeToConfirm={ids.length >= MANY ? String(ids.length) : undefined}
      isBusy={many.progress !== null}
      onStop={many.stop}
      onConfirm={() => void start()}
      onClose={onClose}
    >
      {many.progress === null ? null : (
        <ProgressBar label={text.bulk.progress} value={many.progress.done / many.progress.total} />
      )}
      <Failures failed={failed} />
    </Confirm>
  );
}
