import { useCallback, useEffect, useState } from "react";
import type { Dispatch, SetStateAction } from "react";
import type { CollectionModel } from "pocketbase";
import { findRecord, forgetRecord, keepRecord } from "./kept-record.ts";
import type { Draft } from "./record-draft.ts";

interface KeptDraft {
  readonly draft: Draft;
  /** Always the same function. */
  readonly setDraft: Dispatch<SetStateAction<Draft>>;
  /** When what is here again was typed; null where nothing was kept. */
  readonly restoredFrom: string | null;
  /** Gives up what was typed, here and in the storage. */
  readonly forget: () => void;
}

/** What was changed and is not saved, kept in the browser meanwhile. */
export function useDraft(collection: CollectionModel, id: string | null, initial: Draft | null): KeptDraft {
  const [kept] = useState(() => (initial === null ? findRecord(collection, id) : null));
  const [draft, setDraft] = useState<Draft>(kept?.draft ?? initial ?? {});
  const [restoredFrom, setRestoredFrom] = useState(kept?.time ?? null);
  useEffect(() => keepRecord(collection, id, draft), [collection, id, draft]);
  const forget = useCallback(() => {
    forgetRecord(collection, id);
    setDraft({});
    setRestoredFrom(null);
  }, [collection, id]);
  return { draft, setDraft, restoredFrom, forget };
}
