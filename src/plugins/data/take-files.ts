import type { Collection } from "../../model/collections/collection.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { createUnsavedFile } from "../../model/records/unsaved-file.ts";

type Data = Readonly<Record<string, unknown>>;

/** The data with `File` and `Blob` objects as files to be stored; null where there are none, which is nearly always. */
export function takeFiles(collection: Collection, data: Data): Promise<Data> | null {
  if (recordFields(collection).ofType("file").length === 0) return null;
  const holders = Object.keys(data).filter((key) => isOrHasBlob(data[key]));
  return holders.length === 0 ? null : replaceFiles(data, holders);
}

function isOrHasBlob(value: unknown): boolean {
  return value instanceof Blob || (Array.isArray(value) && value.some((item) => item instanceof Blob));
}

async function replaceFiles(data: Data, keys: readonly string[]): Promise<Data> {
  const replaced: Record<string, unknown> = { ...data };
  for (const key of keys) {
    const value = data[key];
    replaced[key] = Array.isArray(value) ? await Promise.all(value.map(unsavedFile)) : await unsavedFile(value);
  }
  return replaced;
}

async function unsavedFile(value: unknown): Promise<unknown> {
  if (!(value instanceof Blob)) return value;
  const name = "name" in value && typeof value.name === "string" ? value.name : "";
  return createUnsavedFile(name, value);
}
