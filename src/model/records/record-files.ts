import type { Row } from "../../database/engine.ts";
import type { Leftover } from "../../lib/blob-store.ts";
import { detectMimeType } from "../../lib/mime/detect.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { UnsavedFile } from "../fields/field.ts";
import { fileItems, fileName, isUnsavedFile } from "../fields/file.ts";
import { recordFields } from "./record-fields.ts";
import type { RecordModel } from "./record.ts";

/** Where the files of a record are, as PocketBase stores them. */
export function recordFolder(collection: Collection, id: string): string {
  return `${collection.id}/${id}`;
}

/** Stores the files that were set and returns their names. After a failure none of them is left. */
export async function storeNewFiles(context: Context, record: RecordModel): Promise<string[]> {
  const stored: string[] = [];
  try {
    for (const file of newFiles(record)) {
      const { contentType } = await detectMimeType(file.content);
      const key = `${recordFolder(record.collection, record.id)}/${file.name}`;
      await context.files.write(key, file.content, { contentType, originalName: file.originalName });
      stored.push(file.name);
    }
    return stored;
  } catch (error) {
    await deleteFiles(context, record, stored);
    throw error;
  }
}

function newFiles(record: RecordModel): UnsavedFile[] {
  return recordFields(record.collection)
    .ofType("file")
    .flatMap(({ name }) => fileItems(record.values[name]).filter(isUnsavedFile));
}

/** Replaces stored files by their names. */
export function nameStoredFiles(record: RecordModel): void {
  for (const { name, isMultiple } of recordFields(record.collection).ofType("file")) {
    const names = fileItems(record.values[name]).map(fileName);
    record.values[name] = isMultiple ? names : (names.at(-1) ?? "");
  }
}

/**
 * The names of stored files that the record will no longer have. They are read from the row, because another update may
 * have changed it since the record was read.
 */
export async function droppedFiles(context: Context, record: RecordModel): Promise<string[]> {
  const { collection, original, values } = record;
  if (original === null) return [];
  const changed = recordFields(collection)
    .ofType("file")
    .filter(({ name }) => original[name] !== values[name]);
  if (changed.length === 0) return [];
  const { connection } = context;
  const { dialect } = connection;
  const columns = changed.map(({ name }) => dialect.quote(name)).join(", ");
  const sql = `SELECT ${columns} FROM ${dialect.quote(collection.name)} WHERE id = ?${dialect.expressions.forUpdate}`;
  const row = await connection.get<Row>(sql, [record.id]);
  return changed.flatMap(({ name, field, type }) => {
    const kept = new Set(fileItems(values[name]).map(fileName));
    const stored = type.fromColumn(field, row?.[name] ?? null);
    return fileItems(stored)
      .map(fileName)
      .filter((file) => !kept.has(file));
  });
}

/** Deletes files of a record and their thumbs. What can't be deleted now is tried again later. */
export async function deleteFiles(context: Context, record: RecordModel, names: readonly string[]): Promise<void> {
  const folder = recordFolder(record.collection, record.id);
  for (const name of names) {
    if (name === "" || /[/\\]/.test(name)) continue;
    await deleteOrOwe(context, { kind: "file", key: `${folder}/${name}` });
    await deleteOrOwe(context, { kind: "folder", key: `${folder}/thumbs_${name}` });
  }
}

/** Deletes everything that is stored for a record. */
export async function deleteRecordFolder(context: Context, record: RecordModel): Promise<void> {
  await deleteOrOwe(context, { kind: "folder", key: recordFolder(record.collection, record.id) });
}

/** Deletes everything that is stored for the records of a collection. */
export async function deleteCollectionFolder(context: Context, collection: Collection): Promise<void> {
  await deleteOrOwe(context, { kind: "folder", key: collection.id });
}

async function deleteOrOwe({ files, owedDeletions }: Context, leftover: Leftover): Promise<void> {
  try {
    await (leftover.kind === "file" ? files.delete(leftover.key) : files.deleteFolder(leftover.key));
  } catch (error) {
    owedDeletions.add("files", leftover, error);
  }
}
