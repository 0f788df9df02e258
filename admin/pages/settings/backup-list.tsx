import { useState } from "react";
import type { ReactElement } from "react";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { backupAddress, listBackups } from "../../api/backups.ts";
import type { Backup } from "../../api/backups.ts";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { useTask } from "../../api/use-task.ts";
import { Confirm } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Menu } from "../../components/menu.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { showToast } from "../../state/toasts.ts";
import { formatSize, formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { BackupUpload } from "./backup-upload.tsx";
import { CreateBackupDialog } from "./create-backup-dialog.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";
import { SettingsBox } from "./settings-box.tsx";
import { useBackupWork } from "./use-backup-work.ts";
import { VerifyDialog } from "./verify-dialog.tsx";

type Open = { readonly kind: "create" } | { readonly kind: "delete" | "restore" | "verify"; readonly backup: Backup };

export function BackupList(): ReactElement {
  const words = text.backups;
  const [backups, setBackups] = useState<readonly Backup[] | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [round, setRound] = useState(0);
  const task = useTask();
  const load = (): void => void task.run(async () => setBackups(await listBackups()));
  useWhenOpened(load);
  const isWorking = useBackupWork(round, load);
  const close = (): void => {
    setOpen(null);
    setRound(round + 1);
  };
  const closeAndLoad = (): void => {
    close();
    load();
  };
  return (
    <SettingsBox
      title={words.list}
      action={
        <div className="row">
          <IconButton icon="refresh" label={words.refresh} onClick={load} />
          <BackupUpload onDone={load} />
          <button type="button" className="button" onClick={() => setOpen({ kind: "create" })}>
            <Icon name="plus" />
            {words.create}
          </button>
        </div>
      }
    >
      {isWorking ? (
        <div className="stack tight" role="status">
          <ProgressBar label={words.busy} />
          <span className="hint">{words.busy}</span>
        </div>
      ) : null}
      {task.problem === null ? null : <LoadProblem message={task.problem.message} onRetry={load} />}
      {backups === null && task.problem === null ? <Skeleton /> : null}
      {backups?.length === 0 ? <p className="muted">{words.none}</p> : null}
      {backups === null || backups.length === 0 ? null : (
        <ul className="entries inner">
          {backups.map((backup) => (
            <BackupRow
              key={backup.key}
              backup={backup}
              onRestore={() => setOpen({ kind: "restore", backup })}
              onVerify={() => setOpen({ kind: "verify", backup })}
              onDelete={() => setOpen({ kind: "delete", backup })}
            />
          ))}
        </ul>
      )}
      {open?.kind === "create" ? <CreateBackupDialog onDone={closeAndLoad} onClose={close} /> : null}
      {open?.kind === "restore" ? <RestoreDialog backup={open.backup} onClose={closeAndLoad} /> : null}
      {open?.kind === "verify" ? <VerifyDialog backup={open.backup} onClose={close} /> : null}
      {open?.kind === "delete" ? <DeleteQuestion backup={open.backup} onDone={closeAndLoad} onClose={close} /> : null}
    </SettingsBox>
  );
}

interface BackupRowProps {
  readonly backup: Backup;
  readonly onRestore: () => void;
  readonly onVerify: () => void;
  readonly onDelete: () => void;
}

function BackupRow({ backup: { key, size, modified }, onRestore, onVerify, onDelete }: BackupRowProps): ReactElement {
  const words = text.backups;
  const date = new Date(modified);
  return (
    <li className="entry">
      <div className="entry-text">
        <strong className="break">{key}</strong>
        <span className="hint tabular">
          {formatSize(size)} · <time dateTime={date.toISOString()}>{formatTime(date)}</time>
        </span>
      </div>
      <IconButton icon="download" label={words.download(key)} onClick={() => void downloadBackup(key)} />
      <Menu
        button={<Icon name="more" />}
        label={words.more(key)}
        look="quiet icon-only"
        items={[
          { label: words.verify, icon: "check", onChoose: onVerify },
          { label: words.restore, icon: "undo", onChoose: onRestore },
          { label: text.common.delete, icon: "trash", isDanger: true, onChoose: onDelete },
        ]}
      />
    </li>
  );
}

/** By the browser itself, which shows its progress. */
async function downloadBackup(key: string): Promise<void> {
  try {
    const link = document.createElement("a");
    link.href = await backupAddress(key);
    link.download = key;
    link.click();
  } catch (error) {
    showToast(toProblem(error).message, { isBad: true });
  }
}

interface DeleteQuestionProps {
  readonly backup: Backup;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function DeleteQuestion({ backup: { key }, onDone, onClose }: DeleteQuestionProps): ReactElement {
  const task = useTask();
  const remove = (): void =>
    void task.run(async () => {
      await client.backups.delete(key);
      showToast(text.backups.deleted(key));
      onDone();
    });
  return (
    <Confirm
      title={text.backups.deleteTitle}
      message={text.backups.deleteMessage(key)}
      action={text.backups.deleteAction}
      isBusy={task.isRunning}
      problem={task.problem?.message}
      onConfirm={remove}
      onClose={onClose}
    />
  );
}
