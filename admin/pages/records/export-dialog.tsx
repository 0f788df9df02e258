import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import type { RecordQuery } from "../../api/record-pages.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import { download } from "../../api/download.ts";
import { exportRecords } from "./export-records.ts";

interface ExportDialogProps {
  readonly collection: CollectionModel;
  readonly query: RecordQuery;
  /** Null: all that match the query. */
  readonly ids: readonly string[] | null;
  readonly onClose: () => void;
}

export function ExportDialog({ collection, query, ids, onClose }: ExportDialogProps): ReactElement {
  const [format, setFormat] = useState<"csv" | "json">("csv");
  const [count, setCount] = useState(0);
  const controller = useRef(new AbortController());
  const task = useTask();
  useEffect(() => () => controller.current.abort(), []);
  const start = (): void => {
    controller.current = new AbortController();
    const { signal } = controller.current;
    void task.run(async () => {
      const made = await exportRecords(collection, { format, query, ids, onProgress: setCount, signal });
      if (signal.aborted) return;
      download(made.file, `${collection.name}.${format}`);
      showToast(text.export.done(made.count));
      onClose();
    });
  };
  const title = text.export.title(ids === null ? null : ids.length);
  return (
    <Dialog className="dialog" label={title} isBusy={task.isRunning} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <h2>{title}</h2>
        {ids === null ? <p className="hint">{text.export.hintAll}</p> : null}
        <SelectField
          label={text.export.format}
          options={[
            { value: "csv", label: text.export.csv },
            { value: "json", label: text.export.json },
          ]}
          value={format}
          onChange={setFormat}
        />
        {task.isRunning ? (
          <div className="stack tight" role="status">
            <ProgressBar label={text.bulk.progress} />
            <span className="hint">{text.export.progress(count)}</span>
          </div>
        ) : null}
        <Alert message={task.problem?.message} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {text.common.cancel}
          </button>
          <button className="button primary" aria-busy={task.isRunning}>
            {text.export.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
