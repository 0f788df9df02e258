import type { CollectionModel } from "pocketbase";
import { TypedJson } from "./record-draft.ts";
import type { Draft } from "./record-draft.ts";

interface Kept {
  readonly time: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Drafts that were left behind must not fill the browser's storage. */
const KEPT_AT_MOST = 20;
const PREFIX = "baobox_draft_";

function keyOf(collection: CollectionModel, id: string | null): string {
  return `${PREFIX}${collection.id}_${id ?? "new"}`;
}

/**
 * Keeps what was typed in this browser until it is saved or given up, so that a reload or a crash loses nothing. Passwords and files
 * are not kept.
 */
export function keepDraft(collection: CollectionModel, id: string | null, draft: Draft): void {
  const values = Object.entries(draft).filter(([name]) => isKept(collection, name));
  if (values.length === 0) return forgetDraft(collection, id);
  const plain = values.map(([name, value]) => [name, value instanceof TypedJson ? { typed: value.typed } : value]);
  const kept: Kept = { time: new Date().toISOString(), values: Object.fromEntries(plain) as Kept["values"] };
  try {
    forgetOldest();
    localStorage.setItem(keyOf(collection, id), JSON.stringify(kept));
  } catch {
    // The storage is full: the draft lives as long as the page.
  }
}

export function forgetDraft(collection: CollectionModel, id: string | null): void {
  localStorage.removeItem(keyOf(collection, id));
}

/** Null where nothing was kept. */
export function findDraft(collection: CollectionModel, id: string | null): { draft: Draft; time: string } | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(collection, id)) ?? "null") as Kept | null;
    if (kept === null) return null;
    const values = Object.entries(kept.values).filter(([name]) => isKept(collection, name));
    const draft = values.map(([name, value]) => [name, isJson(collection, name) ? toTyped(value) : value] as const);
    return { draft: Object.fromEntries(draft), time: kept.time };
  } catch {
    return null;
  }
}

function isKept(collection: CollectionModel, name: string): boolean {
  const type = collection.fields.find((field) => field.name === name)?.type;
  return type !== undefined && type !== "password" && type !== "file";
}

function isJson(collection: CollectionModel, name: string): boolean {
  return collection.fields.some((field) => field.name === name && field.type === "json");
}

function toTyped(value: unknown): TypedJson {
  return new TypedJson((value as { typed?: string }).typed ?? "");
}

function forgetOldest(): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const byTime = keys.map((key) => [key, localStorage.getItem(key)?.slice(0, 40) ?? ""] as const);
  const oldest = byTime
    .toSorted(([, a], [, b]) => a.localeCompare(b))
    .slice(0, Math.max(0, keys.length - KEPT_AT_MOST));
  for (const [key] of oldest) localStorage.removeItem(key);
}
