import type { Row } from "../../database/engine.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { recordFields } from "../records/record-fields.ts";
import { parseSelect } from "./select-parser.ts";

/** Views above views end somewhere; this is far beyond what anyone builds. */
const MAX_DEPTH = 10;

interface Source {
  readonly collection: Collection;
  readonly fieldName: string;
}

/** The record that a file which a view shows was uploaded to: its collection and id. Null where it can't be told. */
export async function findFileOwner(
  context: Context,
  view: Collection,
  { fieldName, fileName }: { fieldName: string; fileName: string },
): Promise<{ collection: Collection; id: string } | null> {
  const source = sourceOf(context, { collection: view, fieldName }, 0);
  if (source === null) return null;
  const { collection } = source;
  const field = recordFields(collection)
    .ofType("file")
    .find(({ name }) => name === source.fieldName);
  if (field === undefined) return null;
  const { dialect } = context.connection;
  const column = dialect.quote(field.name);
  const condition = field.isMultiple ? dialect.expressions.inJsonArray("?", column) : `${column} = ?`;
  const sql = `SELECT "id" FROM ${dialect.quote(collection.name)} WHERE ${condition} LIMIT 1`;
  const row = await context.connection.get<Row>(sql, [fileName]);
  return row === null ? null : { collection, id: String(row["id"]) };
}

/** Follows a column of a view to the table that it comes from. */
function sourceOf(context: Context, { collection, fieldName }: Source, depth: number): Source | null {
  if (collection.type !== "view") return { collection, fieldName };
  if (depth === MAX_DEPTH) return null;
  const { columns, tables } = parseSelect(collection.options.viewQuery);
  const column = columns.find(({ alias }) => alias === fieldName)?.original.split(".") ?? [];
  const [table, name] = column.length === 2 ? column : [tables[0]?.alias, column[0]];
  const original = tables.find(({ alias }) => alias === table)?.original;
  const source = original === undefined ? undefined : context.collections.current().byName(original);
  return source === undefined || name === undefined
    ? null
    : sourceOf(context, { collection: source, fieldName: name }, depth + 1);
}
