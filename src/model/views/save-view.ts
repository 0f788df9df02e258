import type { ColumnInfo, Connection } from "../../database/engine.ts";
import { createView, queryColumns } from "./query-columns.ts";
import { parseSelect, trimQuery } from "./select-parser.ts";

/** (Re)creates the view of a collection with a text `id`, whatever type the query gives it. */
export async function saveView(connection: Connection, name: string, query: string): Promise<void> {
  const columns = await queryColumns(connection, query);
  await createView(connection, name, withTextId(connection, query, columns));
}

/** Other types than text make no ids: the query is wrapped where its id is a number or of unknown type. */
function withTextId(connection: Connection, query: string, columns: readonly ColumnInfo[]): string {
  const { schema } = connection.dialect;
  const trimmed = trimQuery(query);
  const id = columns.find(({ name }) => name.toLowerCase() === "id");
  if (id !== undefined && schema.isTextType(id.type)) return trimmed;
  // The names in the query, for those of the engine may carry a number where one occurs twice.
  const selected = parseSelect(trimmed).columns.map(({ alias }) =>
    alias === "id" ? schema.textColumn(alias) : schema.quote(alias),
  );
  return `SELECT ${selected.join(",")} FROM (${trimmed})`;
}
