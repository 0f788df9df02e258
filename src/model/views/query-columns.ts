import type { ColumnInfo, Connection } from "../../database/engine.ts";
import { randomText } from "../../lib/random-text.ts";
import { splitOutside } from "../collections/split-outside.ts";
import { trimQuery } from "./select-parser.ts";

/** The columns that a query yields. Throws the engine's error where it can't be run. Needs an open transaction. */
export async function queryColumns(connection: Connection, query: string): Promise<ColumnInfo[]> {
  const name = `_temp_${randomText(6)}`;
  const columns = await createView(connection, name, query);
  await connection.run(connection.dialect.schema.dropView(name));
  return columns;
}

/** Throws for several statements in one text. */
export function checkSingleStatement(query: string): void {
  if (splitOutside(trimQuery(query), ";").length > 1) throw new Error("multiple statements are not supported");
}

/** (Re)creates a view and gives its columns. Where the query is wrong there is no view and the error is the engine's. */
export async function createView(connection: Connection, name: string, query: string): Promise<ColumnInfo[]> {
  const { schema } = connection.dialect;
  await connection.run(schema.dropView(name));
  checkSingleStatement(query);
  try {
    const own = await schema.viewQuery(trimQuery(query), connection);
    await connection.run(schema.createView(name, own));
  } catch (error) {
    throw new Error(schema.errorText(error), { cause: error });
  }
  try {
    // A view over tables or columns that do not exist can be made; only its use fails.
    const columns = await connection.schema.columns(name);
    if (columns.length === 0) throw new Error(`missing columns of view ${name}`);
    return columns;
  } catch (error) {
    await connection.run(schema.dropView(name));
    throw new Error(schema.errorText(error), { cause: error });
  }
}
