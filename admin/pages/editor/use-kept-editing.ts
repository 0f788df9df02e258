import { useEffect, useState } from "react";
import type { CollectionModel } from "pocketbase";
import { findDraft, forgetDraft, keepDraft } from "../../state/kept-drafts.ts";
import { useUnsavedGuard } from "../../state/unsaved.ts";
import { isEqual } from "./changes.ts";
import { bodyOf, draftOf, type Draft } from "./draft.ts";

/** As it lies in the browser. */
interface Kept {
  /** When the stored collection was changed last, as the editor knew it. */
  readonly base: string;
  readonly draft: Draft;
}

interface Editing {
  readonly draft: Draft;
  readonly setDraft: (change: Draft | ((before: Draft) => Draft)) => void;
  readonly isChanged: boolean;
  /** When what is here again was typed, and whether the collection was changed since; null where nothing was kept. */
  readonly restored: { readonly time: string; readonly isStale: boolean } | null;
  /** Back to what is stored. */
  readonly reset: () => void;
  /** Gives up what is kept, after it was saved. */
  readonly forget: () => void;
}

/** A collection while it is edited: kept in the browser until it is saved or given up. Null for one that begins as `start`. */
export function useKeptEditing(original: CollectionModel | null, start: CollectionModel | null): Editing {
  const [first] = useState(() => draftOf(original ?? start ?? ({ fields: [] } as unknown as CollectionModel)));
  const key = collectionDraftKey(original?.id ?? null, start?.name);
  const [base] = useState(() => String(original?.["updated"] ?? ""));
  const [kept] = useState(() => findKept(key, first));
  const [draft, setDraft] = useState(kept?.draft ?? first);
  const [restored, setRestored] = useState(kept === null ? null : { time: kept.time, isStale: kept.base !== base });
  const isChanged = !isEqual(bodyOf(first), bodyOf(draft));
  const plain = withoutSecrets(draft);
  const forget = (): void => forgetDraft(key);
  useUnsavedGuard(isChanged, { isKept: isEqual(plain, draft), onGiveUp: forget });
  useEffect(() => {
    const value: Kept = { base, draft: withoutSecrets(draft) };
    if (isEqual(bodyOf(first), bodyOf(value.draft))) forgetDraft(key);
    else keepDraft(key, value);
  }, [key, base, first, draft]);
  const reset = (): void => {
    setDraft(first);
    setRestored(null);
  };
  return { draft, setDraft, isChanged, restored, reset, forget };
}

/** What is kept of a collection has this name; without an id of a new one, or of a copy that begins under `name`. */
export function collectionDraftKey(id: string | null, name = ""): string {
  return id === null ? `collection_new_${name}` : `collection_${id}`;
}

function findKept(key: string, first: Draft): (Kept & { readonly time: string }) | null {
  const kept = findDraft(key);
  const { base, draft } = (kept?.value ?? {}) as Partial<Kept>;
  if (kept === null || base === undefined || !Array.isArray(draft?.fields)) return null;
  // Another window may have saved it.
  return isEqual(bodyOf(first), bodyOf(draft)) ? null : { base, draft, time: kept.time };
}

/** What a storage of the browser must not hold: secrets of providers and tokens, which the server never tells either. */
function withoutSecrets(draft: Draft): Draft {
  const isSecret = (key: string, value: unknown): boolean => ["clientSecret", "secret"].includes(key) && value !== "";
  const plain = JSON.stringify(draft.values, (key, value: unknown) => (isSecret(key, value) ? undefined : value));
  return { values: JSON.parse(plain) as Draft["values"], fields: draft.fields };
}
