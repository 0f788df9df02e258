import type { Connection, Row } from "../../database/engine.ts";
import type { Progress } from "../../lib/progress.ts";
import type { Collection } from "../collections/collection.ts";
import { fileItems, fileName } from "../fields/file.ts";
import { type BoundField, recordFields } from "../records/record-fields.ts";

const ROWS_AT_ONCE = 1_000;
const MAX_NAMED = 5;

export interface MissingFiles {
  readonly total: number;
  /** The first ones, as `posts/record id/name`. */
  readonly names: readonly string[];
}

export interface FileSearch {
  readonly connection: Connection;
  readonly collections: readonly Collection[];
  /** Whether there is such a file, by `collection id/record id/name`. */
  readonly hasFile: (key: string) => boolean;
  readonly progress: Progress;
}

/** The files that records name and that are not there. Reads all records that have fields for files, some at a time. */
export async function findMissingFiles(search: FileSearch): Promise<MissingFiles> {
  const { collections, progress } = search;
  progress.step({ name: "Comparing the files", unit: "rows", total: null });
  const names: string[] = [];
  let total = 0;
  for (const collection of collections) {
    const fields = recordFields(collection).ofType("file");
    // The rows of a view have the files of other collections.
    if (collection.type === "view" || fields.length === 0) continue;
    for await (const { id, name } of filesOf(search, collection, fields)) {
      if (search.hasFile(`${collection.id}/${id}/${name}`)) continue;
      total += 1;
      if (names.length < MAX_NAMED) names.push(`${collection.name}/${id}/${name}`);
    }
  }
  return { total, names };
}

async function* filesOf(
  { connection, progress }: FileSearch,
  collection: Collection,
  fields: readonly BoundField[],
): AsyncGenerator<{ readonly id: string; readonly name: string }> {
  const quote = (name: string): string => connection.dialect.quote(name);
  const [id, table] = [quote("id"), quote(collection.name)];
  const columns = [id, ...fields.map(({ name }) => quote(name))].join(", ");
  const sql = `SELECT ${columns} FROM ${table} WHERE ${id} > ? ORDER BY ${id} LIMIT ${ROWS_AT_ONCE}`;
  let last = "";
  for (;;) {
    progress.signal.throwIfAborted();
    const rows = await connection.all<Row>(sql, [last]);
    for (const row of rows) {
      last = String(row["id"]);
      for (const { name, field, type } of fields) {
        for (const item of fileItems(type.fromColumn(field, row[name] ?? null)))
          yield { id: last, name: fileName(item) };
      }
    }
    progress.advance(rows.length);
    if (rows.length < ROWS_AT_ONCE) return;
  }
}
