interface Kept {
  readonly time: string;
  readonly value: unknown;
}

/** Drafts that were left behind must not fill the browser's storage. */
const KEPT_AT_MOST = 20;
const PREFIX = "baobox_draft_";

/** Keeps what was typed in this browser until it is saved or given up, so that a reload or a crash loses nothing. */
export function keepDraft(key: string, value: unknown): void {
  const kept: Kept = { time: new Date().toISOString(), value };
  try {
    forgetOldest();
    localStorage.setItem(PREFIX + key, JSON.stringify(kept));
  } catch {
    // The storage is full: the draft lives as long as the page.
  }
}

export function forgetDraft(key: string): void {
  localStorage.removeItem(PREFIX + key);
}

/** What was kept, in the form that JSON gives it, and since when; null where nothing was. */
export function findDraft(key: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function forgetOldest(): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const byTime = keys.map((key) => [key, localStorage.getItem(key)?.slice(0, 40) ?? ""] as const);
  const oldest = byTime
    .toSorted(([, a], [, b]) => a.localeCompare(b))
    .slice(0, Math.max(0, keys.length - KEPT_AT_MOST));
  for (const [key] of oldest) localStorage.removeItem(key);
}
