interface Kept {
  readonly time: string;
  readonly value: unknown;
}

/** Drafts that were left behind must not fill the browser's storage. */
const KEPT_AT_MOST = 20;
const PREFIX = "baobox_draft_";

/** To write a megabyte at each key would make typing slow. */
const WRITE_MS = 200;

/** Yet to be written. */
const waiting = new Map<string, Kept>();
let timer: ReturnType<typeof setTimeout> | null = null;

/** Keeps what was typed in this browser until it is saved or given up, so that neither a reload nor a crash loses it. */
export function keepDraft(key: string, value: unknown): void {
  waiting.set(key, { time: new Date().toISOString(), value });
  if (timer !== null) return;
  timer = setTimeout(write, WRITE_MS);
  addEventListener("pagehide", write, { once: true });
}

export function forgetDraft(key: string): void {
  waiting.delete(key);
  localStorage.removeItem(PREFIX + key);
}

function write(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  removeEventListener("pagehide", write);
  for (const [key, kept] of waiting) {
    try {
      forgetOldest();
      localStorage.setItem(PREFIX + key, JSON.stringify(kept));
    } catch {
      // The storage is full: the draft lives as long as the page.
    }
  }
  waiting.clear();
}

/** What was kept, in the form that JSON gives it, and since when; null where nothing was. */
export function findDraft(key: string): Kept | null {
  write();
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
