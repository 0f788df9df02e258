// To whom a stored file belongs: by its key, `collection id/record id/name`, and thumbs in a folder `thumbs_name` beside it.
import type { Row } from "../../database/engine.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { fileItems, fileName } from "../../model/fields/file.ts";
import { inList } from "../../database/in-list.ts";
import { recordFields } from "../../model/records/record-fields.ts";

/** What is between `thumbs_` and the folder's end is the name of the original. */
const THUMBS = "thumbs_";
/** A statement takes no more ids. */
const IDS_AT_ONCE = 500;

export interface FileOwner {
  /** The record's file that it is, or whose thumb it is; null where the key is none that the server itself makes. */
  readonly place: FilePlace | null;
  readonly collection: Collection | null;
  /** The field that has it; null where none has. */
  readonly field: string | null;
  /** Why it belongs to nobody; null where it does, and for keys that plugins and hook files chose themselves. */
  readonly orphan: "noCollection" | "noRecord" | "noValue" | null;
}

export interface FilePlace {
  readonly collectionId: string;
  readonly recordId: string;
  readonly name: string;
  readonly isThumb: boolean;
}

/** The owners of files by their keys. Records are read in a statement for each collection and 500 ids. */
export async function findFileOwners(
  context: Context,
  keys: readonly string[],
): Promise<ReadonlyMap<string, FileOwner>> {
  const places = keys.map((key) => [key, placeOf(key)] as const);
  const byCollection = Map.groupBy(places, ([, place]) => place?.collectionId ?? "");
  const owners = new Map<string, FileOwner>();
  for (const [collectionId, own] of byCollection) {
    const collection = context.collections.current().byId(collectionId) ?? null;
    const ids = new Set(own.flatMap(([, place]) => place?.recordId ?? []));
    const files = collection === null ? null : await filesOf(context, collection, [...ids]);
    for (const [key, place] of own) owners.set(key, ownerOf(place, collection, files));
  }
  return owners;
}

export function placeOf(key: string): FilePlace | null {
  const [collectionId = "", recordId = "", third = "", fourth, ...others] = key.split("/");
  if (third === "" || others.length > 0) return null;
  if (fourth === undefined) return { collectionId, recordId, name: third, isThumb: false };
  if (!third.startsWith(THUMBS)) return null;
  return { collectionId, recordId, name: third.slice(THUMBS.length), isThumb: true };
}

/** The field by name of file, by record; records that are not there are not in it. */
type RecordFiles = ReadonlyMap<string, ReadonlyMap<string, string>>;

function ownerOf(place: FilePlace | null, collection: Collection | null, files: RecordFiles | null): FileOwner {
  if (place === null) return { place, collection, field: null, orphan: null };
  if (files === null) return { place, collection, field: null, orphan: "noCollection" };
  const own = files.get(place.recordId);
  const field = own?.get(place.name) ?? null;
  const orphan = own === undefined ? "noRecord" : field === null ? "noValue" : null;
  return { place, collection, field, orphan };
}

async function filesOf({ connection }: Context, collection: Collection, ids: readonly string[]): Promise<RecordFiles> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  // The rows of a view are no owners: their files are those of other collections.
  if (collection.type === "view") return found;
  const fields = recordFields(collection).ofType("file");
  const quote = (name: string): string => connection.dialect.quote(name);
  const columns = ["id", ...fields.map(({ name }) => name)].map((name) => quote(name)).join(", ");
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const { placeholders, parameters } = inList(ids.slice(start, start + IDS_AT_ONCE));
    const sql = `SELECT ${columns} FROM ${quote(collection.name)} WHERE ${quote("id")} IN (${placeholders})`;
    for (const row of await connection.all<Row>(sql, parameters)) {
      const names = fields.flatMap(({ name, field, type }) =>
        fileItems(type.fromColumn(field, row[name] ?? null)).map((item) => [fileName(item), name] as const),
      );
      found.set(String(row["id"]), new Map(names));
    }
  }
  return found;
}
