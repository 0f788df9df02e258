import type { CollectionModel } from "pocketbase";
import { findDraft, forgetDraft, keepDraft } from "../../state/kept-drafts.ts";
import { TypedJson } from "./record-draft.ts";
import type { Draft } from "./record-draft.ts";

function keyOf(collection: CollectionModel, id: string | null): string {
  return `record_${collection.id}_${id ?? "new"}`;
}

/** Passwords and files are not kept. */
export function keepRecord(collection: CollectionModel, id: string | null, draft: Draft): void {
  const values = Object.entries(draft).filter(([name]) => isKept(collection, name));
  if (values.length === 0) return forgetRecord(collection, id);
  const plain = values.map(([name, value]) => [name, value instanceof TypedJson ? { typed: value.typed } : value]);
  keepDraft(keyOf(collection, id), Object.fromEntries(plain));
}

export function forgetRecord(collection: CollectionModel, id: string | null): void {
  forgetDraft(keyOf(collection, id));
}

/** Null where nothing was kept. */
export function findRecord(collection: CollectionModel, id: string | null): { draft: Draft; time: string } | null {
  const kept = findDraft(keyOf(collection, id));
  if (kept === null) return null;
  const values = Object.entries(kept.value ?? {}).filter(([name]) => isKept(collection, name));
  const draft = values.map(([name, value]) => [name, isJson(collection, name) ? toTyped(value) : value] as const);
  return { draft: Object.fromEntries(draft), time: kept.time };
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
