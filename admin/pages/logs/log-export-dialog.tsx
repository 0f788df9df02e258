import { useEffect, useRef, useState } from "react";
import { download } from "../../api/download.ts";
import type { ReactElement } from "react";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import { exportLogs } from "./export-logs.ts";

interface LogExportDialogProps {
  readonly filter: string;
  /** Null where it is not known. */
  readonly total: number | null;
  readonly onClose: () => void;
}

export function LogExportDialog({ filter, total, onClose }: LogExportDialogProps): ReactElement {
  const words = text.logs;
  const [format, setFormat] = useState<"json" | "csv">("json");
  const [count, setCount] = useState(0);
  const controller = useRef(new AbortController());
  const task = useTask();
  useEffect(() => () => controller.current.abort(), []);
  const start = (): void => {
    controller.current = new AbortController();
    const { signal } = controller.current;
    setCount(0);
    void task.run(async () => {
      const file = await exportLogs({ filter, format, onProgress: setCount, signal });
      if (signal.aborted) return;
      download(file, `logs.${format}`);
      showToast(words.exported);
      onClose();
    });
  };
  return (
    <Dialog className="dialog" label={words.exportTitle} isBusy={task.isRunning} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <h2>{words.exportTitle}</h2>
        <p className="hint">{words.exportHint(total)}</p>
        <SelectField
          label={text.export.format}
          options={[
            { value: "json", label: text.export.json },
            { value: "csv", label: text.export.csv },
          ]}
          value={format}
          onChange={setFormat}
        />
        {task.isRunning ? (
          <div className="stack tight" role="status">
            <ProgressBar
              label={words.exportTitle}
              value={total === null || total === 0 ? undefined : Math.min(1, count / total)}
            />
            <span className="hint tabular">{words.count(count)}</span>
          </div>
        ) : null}
        <Alert message={task.problem?.message} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {text.common.cancel}
          </button>
          <button className="button primary" disabled={task.isRunning}>
            {words.exportAction}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
