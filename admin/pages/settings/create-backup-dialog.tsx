import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/field.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { showToast } from "../../state/toasts.ts";
import { useSeconds } from "../../state/use-seconds.ts";
import { text } from "../../texts/text.ts";

interface CreateBackupDialogProps {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function CreateBackupDialog({ onDone, onClose }: CreateBackupDialogProps): ReactElement {
  const words = text.backups;
  const [name, setName] = useState("");
  const task = useTask();
  const isClosed = useRef(false);
  useEffect(() => {
    isClosed.current = false;
    return () => {
      isClosed.current = true;
    };
  }, []);
  const create = (): void =>
    void task.run(async () => {
      try {
        await client.backups.create(name.trim());
      } catch (error) {
        if (isClosed.current) showToast(words.failedSince(toProblem(error).message), { isBad: true });
        throw error;
      }
      showToast(words.created);
      onDone();
    });
  return (
    <Dialog className="dialog" label={words.createTitle} isBusy={task.isRunning} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          create();
        }}
      >
        <h2>{words.createTitle}</h2>
        <p>{words.createHint}</p>
        <TextField
          label={words.name}
          hint={words.nameHint}
          autoFocus
          error={task.problem?.fields["name"]}
          value={name}
          onChange={setName}
        />
        {task.isRunning ? (
          <div className="stack tight" role="status">
            <ProgressBar label={words.creating} />
            <Elapsed />
          </div>
        ) : null}
        <Alert message={task.problem?.message} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {task.isRunning ? words.inBackground : text.common.cancel}
          </button>
          <button className="button primary" disabled={task.isRunning}>
            {words.createAction}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Elapsed(): ReactElement {
  return <span className="hint tabular">{text.backups.elapsed(useSeconds())}</span>;
}
