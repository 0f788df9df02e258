import { useState } from "react";
import type { ReactElement } from "react";
import { type Backup, type Verification, verifyBackup } from "../../api/backups.ts";
import { useTask } from "../../api/use-task.ts";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { useSeconds } from "../../state/use-seconds.ts";
import { formatSize } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { BackupKeyField } from "./backup-key-field.tsx";

/** Has the server read a backup to its end, and says whether it can be restored. */
export function VerifyDialog({ backup, onClose }: { backup: Backup; onClose: () => void }): ReactElement {
  const words = text.backups;
  const [found, setFound] = useState<Verification | null>(null);
  const [key, setKey] = useState("");
  const task = useTask();
  const verify = (): void => void task.run(async () => setFound(await verifyBackup(backup.key, key)));
  useWhenOpened(verify);
  const keyProblem = task.problem?.fields["key"];
  return (
    <Dialog className="dialog" label={words.verifyTitle} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (keyProblem !== undefined && !task.isRunning) verify();
        }}
      >
        <h2>{words.verifyTitle}</h2>
        <p className="break">{backup.key}</p>
        {task.isRunning ? <Working /> : null}
        {found === null ? null : <Result found={found} />}
        {keyProblem === undefined || task.isRunning ? null : (
          <BackupKeyField error={keyProblem} value={key} onChange={setKey} />
        )}
        {keyProblem === undefined ? <Alert message={task.problem?.message} /> : null}
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {text.common.close}
          </button>
          {keyProblem === undefined || task.isRunning ? null : (
            <button className="button primary" disabled={key === ""}>
              {words.verifyAction}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Working(): ReactElement {
  const words = text.backups;
  return (
    <div className="stack tight" role="status">
      <ProgressBar label={words.verifying} />
      <span className="hint tabular">{words.verifyingFor(useSeconds())}</span>
    </div>
  );
}

function Result({ found: { files, bytes, collections, problems } }: { found: Verification }): ReactElement {
  const words = text.backups;
  if (problems.length === 0) return <p role="status">{words.complete(files, formatSize(bytes), collections)}</p>;
  return (
    <div className="notice warn stack tight" role="alert">
      <strong>{words.damaged}</strong>
      <ul>
        {problems.map((problem) => (
          <li key={problem} className="break">
            {problem}
          </li>
        ))}
      </ul>
    </div>
  );
}
