import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { restoreBackup } from "../../api/backups.ts";
import type { Backup, RestoreStep } from "../../api/backups.ts";
import { client } from "../../api/client.ts";
import { loadCollections } from "../../api/collections.ts";
import { loadSettings } from "../../api/settings.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Confirm, Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { dataRound } from "../../state/data-round.ts";
import { forgetUnsaved } from "../../state/unsaved.ts";
import { showToast } from "../../state/toasts.ts";
import { useSeconds } from "../../state/use-seconds.ts";
import { formatSize, formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { BackupKeyField } from "./backup-key-field.tsx";

/** A server that does not answer for so long may need help. */
const SLOW_SECONDS = 30;
const STEPS: readonly RestoreStep[] = ["checking", "restoring", "restarting"];

/** Asks, restores, and shows how far it is until the server answers again. */
export function RestoreDialog({ backup, onClose }: { backup: Backup; onClose: () => void }): ReactElement {
  const words = text.restore;
  const [step, setStep] = useState<RestoreStep | null>(null);
  const [key, setKey] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const task = useTask();
  const controller = useRef(new AbortController());
  useEffect(() => {
    controller.current = new AbortController();
    return () => controller.current.abort();
  }, []);
  const restore = (): void =>
    void task.run(async () => {
      const { signal } = controller.current;
      const restored = await restoreBackup(backup.key, { key, onStep: setStep, signal });
      if (restored.kind === "failed") {
        setFailure(restored.reason);
        return;
      }
      showToast(restored.kind === "done" ? words.done(backup.key) : words.signedOut(backup.key));
      forgetUnsaved();
      if (restored.kind === "signedOut") {
        client.authStore.clear();
        return;
      }
      await Promise.all([loadCollections(), loadSettings()]);
      dataRound.set(dataRound.get() + 1);
    });
  const keyProblem = task.problem?.fields["key"];
  if (step === null || (step === "checking" && task.problem !== null)) {
    return (
      <Confirm
        title={words.title}
        message={words.message(backup.key, formatSize(backup.size), formatTime(new Date(backup.modified)))}
        action={words.action}
        // Typed already where only the key is missing.
        typeToConfirm={keyProblem === undefined ? backup.key : undefined}
        isBusy={task.isRunning}
        problem={keyProblem === undefined ? task.problem?.message : undefined}
        onConfirm={restore}
        onClose={onClose}
      >
        <p className="notice warn">{words.advice}</p>
        {keyProblem === undefined ? null : <BackupKeyField error={keyProblem} value={key} onChange={setKey} />}
      </Confirm>
    );
  }
  return (
    <RestoreProgress
      step={step}
      problem={failure === null ? task.problem?.message : words.failed(failure)}
      onClose={onClose}
    />
  );
}

interface RestoreProgressProps {
  readonly step: RestoreStep;
  /** Why it ended without success. */
  readonly problem: string | undefined;
  readonly onClose: () => void;
}

/** It can't be closed while the restore goes on: what is below would show old data. */
function RestoreProgress({ step, problem, onClose }: RestoreProgressProps): ReactElement {
  const words = text.restore;
  const isOver = problem !== undefined;
  return (
    <Dialog className="dialog" label={words.progress} isBusy={!isOver} onClose={onClose}>
      <div className="stack">
        <h2>{words.progress}</h2>
        {isOver ? null : <ProgressBar label={words.progress} />}
        <ol className="steps" role="status">
          {STEPS.map((name) => (
            <Step key={name} name={name} current={step} />
          ))}
        </ol>
        <Alert message={problem} />
        {isOver ? (
          <div className="dialog-foot">
            <button type="button" className="button" autoFocus onClick={onClose}>
              {text.common.close}
            </button>
          </div>
        ) : (
          <Waiting step={step} />
        )}
      </div>
    </Dialog>
  );
}

/** How long it takes, and from when on somebody should have a look at the server. */
function Waiting({ step }: { step: RestoreStep }): ReactElement {
  const words = text.restore;
  const [all, inStep] = [useSeconds(), useSeconds(step)];
  return (
    <>
      <p className="hint tabular">
        {words.keepOpen} {words.elapsed(all)}
      </p>
      {step === "restarting" && inStep >= SLOW_SECONDS ? (
        <p className="notice warn" role="status">
          {words.slow}
        </p>
      ) : null}
    </>
  );
}

function Step({ name, current }: { name: RestoreStep; current: RestoreStep }): ReactElement {
  const [index, now] = [STEPS.indexOf(name), STEPS.indexOf(current)];
  return (
    <li className={index < now ? "step done" : index === now ? "step now" : "step"}>
      <Icon name={index < now ? "check" : "clock"} />
      {text.restore.steps[name]}
    </li>
  );
}
