import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { download } from "../api/download.ts";
import type { FileFormat, RowsFile } from "../api/rows-file.ts";
import { useTask } from "../api/use-task.ts";
import { showToast } from "../state/toasts.ts";
import { text } from "../texts/text.ts";
import { Alert } from "./alert.tsx";
import { Dialog } from "./dialog.tsx";
import { SelectField, Switch } from "./inputs.tsx";
import { ProgressBar } from "./progress-bar.tsx";

export interface MakeOptions {
  readonly format: FileFormat;
  readonly escapesFormulas: boolean;
  readonly onProgress: (count: number) => void;
  readonly signal: AbortSignal;
}

interface ExportDialogProps {
  readonly title: string;
  readonly hint: string | undefined;
  /** Without its ending. */
  readonly fileName: string;
  readonly defaultFormat: FileFormat;
  /** How many there will be; null where it is not known. */
  readonly total: number | null;
  readonly make: (options: MakeOptions) => Promise<RowsFile>;
  readonly done: (count: number) => string;
  readonly onClose: () => void;
}

/** Asks for the format, reads the rows, which may take long, and has the browser save them. */
export function ExportDialog(props: ExportDialogProps): ReactElement {
  const { title, hint, fileName, defaultFormat, total, make, done, onClose } = props;
  const [format, setFormat] = useState(defaultFormat);
  const [escapesFormulas, setEscapesFormulas] = useState(true);
  const [count, setCount] = useState(0);
  const controller = useRef(new AbortController());
  const task = useTask();
  useEffect(() => () => controller.current.abort(), []);
  const start = (): void => {
    controller.current = new AbortController();
    const { signal } = controller.current;
    setCount(0);
    void task.run(async () => {
      const made = await make({ format, escapesFormulas, onProgress: setCount, signal });
      if (signal.aborted) return;
      download(made.file, `${fileName}.${format}`);
      showToast(done(made.count));
      onClose();
    });
  };
  return (
    <Dialog className="dialog" label={title} isBusy={task.isRunning} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          start();
        }}
      >
        <h2>{title}</h2>
        {hint === undefined ? null : <p className="hint">{hint}</p>}
        <SelectField
          label={text.export.format}
          options={[
            { value: "csv", label: text.export.csv },
            { value: "json", label: text.export.json },
          ]}
          value={format}
          onChange={setFormat}
        />
        {format === "csv" ? (
          <Switch
            label={text.export.escape}
            hint={text.export.escapeHint}
            value={escapesFormulas}
            onChange={setEscapesFormulas}
          />
        ) : null}
        {task.isRunning ? <ReadSoFar count={count} total={total} /> : null}
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

function ReadSoFar({ count, total }: { count: number; total: number | null }): ReactElement {
  const part = total === null || total === 0 ? undefined : Math.min(1, count / total);
  return (
    <div className="stack tight" role="status">
      <ProgressBar label={text.bulk.progress} value={part} />
      <span className="hint tabular">{text.export.progress(count)}</span>
    </div>
  );
}
