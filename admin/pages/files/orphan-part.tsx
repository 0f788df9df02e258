import { useRef, useState } from "react";
import type { ReactElement } from "react";
import { ORPHAN_REASONS, removeOrphans } from "../../api/stored-files.ts";
import type { OrphanReason, StoredFile } from "../../api/stored-files.ts";
import { useTask } from "../../api/use-task.ts";
import { Confirm } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { showToast } from "../../state/toasts.ts";
import { formatNumber, formatSize } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { FileList } from "./file-list.tsx";
import { byReason, sizeOf } from "./findings.ts";

interface OrphanPartProps {
  readonly orphans: readonly StoredFile[];
  /** Whether all files were looked at. */
  readonly isWhole: boolean;
  readonly onRemoved: (keys: ReadonlySet<string>) => void;
}

/** Files that belong to no record, by the reason, and their removal after a question. */
export function OrphanPart({ orphans, isWhole, onRemoved }: OrphanPartProps): ReactElement {
  const words = text.storedFiles;
  const [isAsking, setAsking] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<OrphanReason>>(new Set());
  const chosen = orphans.filter(({ orphan }) => orphan !== null && !left.has(orphan));
  const toggle = (reason: OrphanReason): void => {
    const next = new Set(left);
    if (!next.delete(reason)) next.add(reason);
    setLeft(next);
  };
  if (orphans.length === 0) return <p className="hint">{isWhole ? words.noOrphans : words.noOrphansYet}</p>;
  return (
    <>
      <p className="hint">{words.orphansHint}</p>
      <div className="row options">
        {ORPHAN_REASONS.map((reason) => {
          const { files, bytes } = sizeOf(byReason(orphans, reason));
          if (files === 0) return null;
          return (
            <label key={reason} className="check">
              <input type="checkbox" checked={!left.has(reason)} onChange={() => toggle(reason)} />
              {words.reasonCount(words.reasons[reason], formatNumber(files), formatSize(bytes))}
            </label>
          );
        })}
      </div>
      <div className="row">
        <button type="button" className="button danger" disabled={chosen.length === 0} onClick={() => setAsking(true)}>
          <Icon name="trash" />
          {words.remove(chosen.length)}
        </button>
      </div>
      <FileList label={words.orphanList} files={chosen} />
      {isAsking ? <RemoveQuestion orphans={chosen} onRemoved={onRemoved} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

interface RemoveQuestionProps {
  readonly orphans: readonly StoredFile[];
  readonly onRemoved: (keys: ReadonlySet<string>) => void;
  readonly onClose: () => void;
}

function RemoveQuestion({ orphans, onRemoved, onClose }: RemoveQuestionProps): ReactElement {
  const words = text.storedFiles;
  // What is removed is no orphan any more, and still what the question is about.
  const [asked] = useState(orphans);
  const [done, setDone] = useState(0);
  const { isRunning, problem, run } = useTask();
  const stop = useRef(new AbortController());
  const { files, bytes } = sizeOf(asked);
  const remove = (): void =>
    void run(async () => {
      const { signal } = (stop.current = new AbortController());
      const keys = orphans.map(({ key }) => key);
      let [seen, removedCount, keptCount] = [0, 0, 0];
      for await (const { removed, kept } of removeOrphans(keys, signal)) {
        seen += removed.length + kept.length;
        removedCount += removed.length;
        // What is gone already was to be removed.
        keptCount += kept.filter(({ reason }) => reason !== "missing").length;
        const missing = kept.filter(({ reason }) => reason === "missing").map(({ key }) => key);
        onRemoved(new Set([...removed, ...missing]));
        setDone(seen / keys.length);
      }
      showToast(words.removed(removedCount, keptCount), { isBad: keptCount > 0 });
      onClose();
    });
  return (
    <Confirm
      title={words.removeTitle(files)}
      message={words.removeMessage(formatSize(bytes))}
      action={words.remove(files)}
      isBusy={isRunning}
      onStop={() => stop.current.abort()}
      problem={problem?.message}
      onConfirm={remove}
      onClose={onClose}
    >
      {isRunning ? <ProgressBar label={words.removing} value={done} /> : null}
    </Confirm>
  );
}
