import type { TableVersion } from "../../database/engine.ts";
import { LruMap } from "../../lib/lru-map.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { FileField } from "../../model/fields/file.ts";
import { findRecordById } from "../../model/records/find.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { RequestedThumb } from "./requested-thumb.ts";

export interface FoundFile {
  readonly record: RecordModel;
  readonly field: FileField;
  /** The versions of it that were served before, by what was asked for. */
  readonly thumbs: LruMap<string, RequestedThumb>;
}

interface KnownFiles {
  /** What finds a record. */
  readonly sql: string;
  readonly files: LruMap<string, FoundFile & { readonly version: TableVersion }>;
}

const MAX_KNOWN_FILES = 1000;
const MAX_KNOWN_THUMBS = 20;

const knownFiles = new WeakMap<Collection, KnownFiles>();

/**
 * The record and the field that have a file; null where none has. Which files are public is remembered until the collection's table
 * is written, unless hooks want to see each record.
 */
export async function findFile(
  context: Context,
  collection: Collection,
  { id, name }: { id: string; name: string },
): Promise<FoundFile | null> {
  const { hooks, database } = context;
  if (collection.type === "view" || hooks.onFileDownloadRequest.concerns(recordFields(collection).tags)) {
    return readFile(context, collection, { id, name });
  }
  const known = knownFilesOf(context, collection);
  const key = `${id}/${name}`;
  // Asked for before the record is read: what is written meanwhile makes the answer old.
  const version = database.versionOf(known.sql);
  const remembered = known.files.get(key);
  if (version !== null && remembered?.version === version) return remembered;
  const found = await readFile(context, collection, { id, name });
  if (found !== null && !found.field.protected && version !== null) known.files.set(key, { ...found, version });
  return found;
}

async function readFile(
  context: Context,
  collection: Collection,
  { id, name }: { id: string; name: string },
): Promise<FoundFile | null> {
  const record = await findRecordById(context, collection, id);
  if (record === null) return null;
  for (const { name: fieldName, field } of recordFields(collection).ofType("file")) {
    if ([record.values[fieldName]].flat().includes(name)) {
      return { record, field: field as FileField, thumbs: new LruMap(MAX_KNOWN_THUMBS) };
    }
  }
  return null;
}

function knownFilesOf({ database }: Context, collection: Collection): KnownFiles {
  let known = knownFiles.get(collection);
  if (known === undefined) {
    const sql = `SELECT id FROM ${database.dialect.quote(collection.name)}`;
    knownFiles.set(collection, (known = { sql, files: new LruMap(MAX_KNOWN_FILES) }));
  }
  return known;
}
