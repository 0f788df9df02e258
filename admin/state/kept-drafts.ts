interface Kept {
  readonly time: string;
  readonly value: unknown;
}

/** Drafts that were left behind must not fill the browser's storage. */
const KEPT_AT_MOST = 20;
const PREFIX = "baobox_draft_";

const WRITE_MS = 200;
/** A megabyte takes so long to write that it would be felt at the keys: the time between two writes grows with what they take. */
const WAIT_PER_WRITE = 30;

/** Yet to be written. */
const waiting = new Map<string, Kept>();
let timer: ReturnType<typeof setTimeout> | null = null;
let lastWriteMs = 0;

/** Keeps what was typed in this browser until it is saved or given up, so that neither a reload nor a crash loses it. */
export function keepDraft(key: string, value: unknown): void {
  waiting.set(key, { time: new Date().toISOString(), value });
  if (timer !== null) return;
  timer = setTimeout(write, Math.max(WRITE_MS, lastWriteMs * WAIT_PER_WRITE));
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
  if (waiting.size === 0) return;
  const startMs = performance.now();
  for (const [key, kept] of waiting) {
    try {
      forgetOldest();
      localStorage.setItem(PREFIX + key, JSON.stringify(kept));
    } catch {
      // The storage is full: the draft lives as long as the page.
    }
  }
  waiting.clear();
  lastWriteMs = performance.now() - startMs;
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
  if (keys.length <= KEPT_AT_MOST) return;
  const byTime = keys.map((key) => [key, localStorage.getItem(key)?.slice(0, 40) ?? ""] as const);
  const oldest = byTime.toSorted(([, a], [, b]) => a.localeCompare(b)).slice(0, keys.length - KEPT_AT_MOST);
  for (const [key] of oldest) localStorage.removeItem(key);
}
