import type { AppRecords } from "./app-records.ts";
import type { HostCollection } from "./collection.ts";
import type { HostField } from "./field.ts";
import { textsOf } from "./go-casts.ts";
import { goError } from "./go-error.ts";
import { isError, valueOfError } from "./errors.ts";
import type { HostRecord } from "./record.ts";

/** The function of a script that finds the related records of a collection. */
export type FetchRecords = (collection: HostCollection, ids: readonly string[]) => unknown;

interface Expansion {
  readonly paths: readonly string[];
  readonly fetch: FetchRecords;
}

const MAX_DEPTH = 6;
/** Of related records that refer to one record. */
const MAX_BACK_RELATIONS = 1000;
const BACK_RELATION = /^(\w+)_via_(\w+)$/;

/** Expands relations with records that a function of the script finds. Gives what is wrong with paths, by path. */
export function expandWith(app: AppRecords, records: readonly HostRecord[], { paths, fetch }: Expansion): object {
  const failed: Record<string, unknown> = {};
  for (const path of new Set(paths.map((path) => path.replaceAll(" ", "").replaceAll(/^\.+|\.+$/g, "")))) {
    if (path === "") continue;
    try {
      expandPath(app, records, { parts: path.split("."), fetch });
    } catch (error) {
      failed[path] = valueOfError(error);
    }
  }
  return failed;
}

interface Step {
  readonly parts: readonly string[];
  readonly fetch: FetchRecords;
  readonly depth?: number;
}

function expandPath(app: AppRecords, records: readonly HostRecord[], { parts, fetch, depth = 1 }: Step): void {
  const [name = "", ...rest] = parts;
  const [first] = records;
  if (first === undefined || depth > MAX_DEPTH) return;
  const target = findTarget(app, first.collection(), name);
  const idsByRecord = records.map((record) => target.idsOf(record));
  const fetched = fetch(target.collection, [...new Set(idsByRecord.flat())]);
  if (isError(fetched)) throw fetched;
  const related = Array.isArray(fetched) ? (fetched as HostRecord[]) : [];
  if (rest.length > 0) expandPath(app, related, { parts: rest, fetch, depth: depth + 1 });
  const byId = new Map(related.map((record) => [record.id, record]));
  for (const [index, record] of records.entries()) {
    const own = (idsByRecord[index] ?? []).flatMap((id) => byId.get(id) ?? []);
    const [one] = own;
    const known = record.expand();
    record.setExpand(one === undefined ? known : { ...known, [name]: target.isMultiple ? own : one });
  }
}

interface Target {
  readonly collection: HostCollection;
  readonly isMultiple: boolean;
  readonly idsOf: (record: HostRecord) => readonly string[];
}

function findTarget(app: AppRecords, from: HostCollection, name: string): Target {
  const [, other, fieldName = ""] = BACK_RELATION.exec(name) ?? [];
  if (other === undefined) {
    const field = relationOf(from, name);
    const collection = app.findCollectionByNameOrId(String(field["collectionId"]));
    return { collection, isMultiple: field.isMultiple(), idsOf: (record) => textsOf(record.get(name)) };
  }
  const collection = app.findCollectionByNameOrId(other);
  const field = relationOf(collection, fieldName);
  if (field["collectionId"] !== from.id) {
    throw goError(`couldn't find back-relation field "${fieldName}" in collection "${collection.name}"`);
  }
  const operator = field.isMultiple() ? "?=" : "=";
  return {
    collection,
    isMultiple: !collection.indexes.some((sql) => isUniqueOver(sql, fieldName)),
    idsOf: ({ id }) =>
      app
        .findRecordsByFilter(collection, `${fieldName} ${operator} {:id}`, "", MAX_BACK_RELATIONS, 0, { id })
        .map((record) => record.id),
  };
}

function relationOf(collection: HostCollection, name: string): HostField {
  const field = collection.fields.getByName(name);
  if (field?.type() === "relation") return field;
  throw goError(`couldn't find relation field "${name}" in collection "${collection.name}"`);
}

function isUniqueOver(sql: string, column: string): boolean {
  return new RegExp(`^\\s*create\\s+unique\\s.*\\(\\s*[\`"'\\[]?${column}[\`"'\\]]?\\s*\\)`, "is").test(sql);
}
