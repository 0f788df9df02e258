import { useRef, useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { fetchWithProgress } from "../../api/upload.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";

/** A button to choose a file, and how far its upload is. */
export function BackupUpload({ onDone }: { onDone: () => void }): ReactElement {
  const words = text.backups;
  const input = useRef<HTMLInputElement>(null);
  const controller = useRef(new AbortController());
  const [file, setFile] = useState<File | null>(null);
  const [part, setPart] = useState(0);
  const task = useTask();
  const upload = (chosen: File): void => {
    setFile(chosen);
    setPart(0);
    controller.current = new AbortController();
    void task.run(async () => {
      const { signal } = controller.current;
      await client.backups.upload({ file: chosen }, { fetch: fetchWithProgress(setPart), signal });
      showToast(words.uploaded(chosen.name));
      setFile(null);
      onDone();
    });
  };
  const close = (): void => {
    controller.current.abort();
    setFile(null);
  };
  const why = task.problem?.fields["file"];
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".zip,.age,application/zip"
        hidden
        aria-label={words.upload}
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = "";
          if (chosen !== undefined) upload(chosen);
        }}
      />
      <button type="button" className="button" onClick={() => input.current?.click()}>
        <Icon name="upload" />
        {words.upload}
      </button>
      {file === null ? null : (
        <Dialog className="dialog" label={words.upload} isBusy={task.problem === null} onClose={close}>
          <div className="stack">
            <h2>{words.upload}</h2>
            <p className="break">{file.name}</p>
            {task.problem === null ? (
              <div className="stack tight" role="status">
                <ProgressBar label={words.upload} value={part < 1 ? part : undefined} />
                <span className="hint tabular">{part < 1 ? words.sent(part) : words.storing}</span>
              </div>
            ) : (
              <Alert message={why === undefined ? task.problem.message : `${task.problem.message} ${why}`} />
            )}
            <div className="dialog-foot">
              <button type="button" className="button" autoFocus onClick={close}>
                {task.problem === null ? text.common.cancel : text.common.close}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
