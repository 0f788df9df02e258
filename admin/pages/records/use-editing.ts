import { useRef, useState } from "react";
import type { Dispatch, SetStateAction } from "react";
import type { RecordModel } from "pocketbase";
import { useTask } from "../../api/use-task.ts";
import { useUnsavedGuard } from "../../state/unsaved.ts";
import { text } from "../../texts/text.ts";
import { invalidValues, isFileChanges } from "./record-draft.ts";
import type { Draft } from "./record-draft.ts";
import type { RecordPanelProps } from "./record-panel.tsx";
import { saveRecord } from "./save-record.ts";
import { useDraft } from "./use-draft.ts";
import { useRecord } from "./use-record.ts";

type Asked = "delete" | "discard";

export interface Editing {
  /** What is stored; null for a new record, and while it loads. */
  readonly record: RecordModel | null;
  readonly isLoading: boolean;
  readonly isStale: boolean;
  readonly draft: Draft;
  readonly setDraft: Dispatch<SetStateAction<Draft>>;
  readonly restoredFrom: string | null;
  readonly errors: Readonly<Record<string, string>>;
  /** Why it could not be saved. */
  readonly problem: string | undefined;
  /** Why there is no record. */
  readonly missing: string | undefined;
  readonly isSaving: boolean;
  /** How much of the files was sent, from 0 to 1; null while none are. */
  readonly uploaded: number | null;
  readonly asked: Asked | null;
  readonly ask: (question: Asked | null) => void;
  readonly reload: () => void;
  readonly forget: () => void;
  readonly save: () => Promise<void>;
  /** Ends a save whose files take too long. */
  readonly stop: () => void;
  /** Asks first where something is not saved; does nothing while it is being saved. */
  readonly close: () => void;
}

/** A record that is being edited: what is stored, what was typed, and what becomes of it. */
export function useEditing(props: RecordPanelProps, onInvalid: () => void): Editing {
  const { collection, id, initial = null, changed, onClose, onSaved } = props;
  const task = useTask();
  const controller = useRef(new AbortController());
  const { draft, setDraft, restoredFrom, forget } = useDraft(collection, id, initial);
  const open = useRecord(collection, id, task.isRunning ? undefined : changed.get(id ?? ""));
  const [asked, ask] = useState<Asked | null>(null);
  const [uploaded, setUploaded] = useState<number | null>(null);
  const { record, isStale, reload } = open;
  const isLoading = id !== null && record === null;
  const latest = useRef(draft);
  latest.current = draft;
  const isGone = task.problem?.status === 404;
  const invalid = invalidValues(draft);
  // All else is kept in the browser.
  useUnsavedGuard(Object.values(draft).some(isFileChanges));
  const save = async (): Promise<void> => {
    if (collection.type === "view" || isLoading) return;
    if (Object.keys(invalid).length > 0) return onInvalid();
    const isSaved = await task.run(async () => {
      const { signal } = (controller.current = new AbortController());
      const saved = await saveRecord({ collection, record, draft, onProgress: setUploaded, signal, onUndone: onSaved });
      const typedSince = Object.entries(latest.current).filter(([name, value]) => value !== draft[name]);
      forget();
      onSaved(saved);
      if (record === null || typedSince.length === 0) return onClose();
      // It is there to be saved next.
      reload();
      setDraft(Object.fromEntries(typedSince));
    });
    setUploaded(null);
    if (!isSaved) onInvalid();
  };
  return {
    record,
    isLoading,
    isStale,
    draft,
    setDraft,
    restoredFrom,
    errors: { ...task.problem?.fields, ...invalid },
    problem: isGone ? undefined : task.problem?.message,
    missing: open.problem ?? (isGone ? text.record.missing : undefined),
    isSaving: task.isRunning,
    uploaded,
    asked,
    ask,
    reload,
    forget,
    save,
    stop: () => controller.current.abort(),
    close: () => (task.isRunning ? undefined : Object.keys(draft).length > 0 ? ask("discard") : onClose()),
  };
}
