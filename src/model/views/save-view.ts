import type { Connection } from "../../database/engine.ts";
import { createView, queryColumns } from "./query-columns.ts";
import { parseSelect, trimQuery } from "./select-parser.ts";

/** (Re)creates the view of a collection. Needs an open transaction. */
export async function saveView(connection: Connection, name: string, query: string): Promise<void> {
  await createView(connection, name, await withTextId(connection, query));
}

/** Other types than text make no ids: the query is wrapped where its id is a number or of unknown type. */
export async function withTextId(connection: Connection, query: string): Promise<string> {
  const { schema } = connection.dialect;
  const columns = await queryColumns(connection, query);
  const trimmed = trimQuery(query);
  const id = columns.find(({ name }) => name.toLowerCase() === "id");
  if (id !== undefined && schema.isTextType(id.type)) return trimmed;
  // The names in the query, for those of the engine may carry a number where one occurs twice.
  const selected = parseSelect(trimmed).columns.map(({ alias }) =>
    alias === "id" ? schema.textColumn(alias) : schema.quote(alias),
  );
  // A comment in the first line may say in which engine's language the query is.
  const [comment = ""] = /^--.*\n/.exec(trimmed) ?? [];
  return `${comment}SELECT ${selected.join(",")} FROM (${trimmed})`;
}
