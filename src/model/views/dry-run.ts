import type { Row } from "../../database/engine.ts";
import { type Context, type DefinitionContext, inTransaction } from "../context.ts";
import type { FieldBase } from "../fields/field.ts";
import { columnText } from "../fields/text-column.ts";
import { fieldType } from "../fields/registry.ts";
import { withTextId } from "./save-view.ts";
import { findViewFields } from "./view-fields.ts";

const SAMPLE_SIZE = 10;

export interface DryRun {
  readonly fields: readonly FieldBase[];
  /** The first rows as records of the view would look like. */
  readonly sample: readonly Readonly<Record<string, unknown>>[];
}

/** Tries a query as a view that is gone afterwards. Throws what is wrong with it. */
export async function dryRun(context: Context, query: string): Promise<DryRun> {
  const { fields, statement } = await inTransaction(context, async (inner) => {
    const found = await findViewFields(inner, query);
    if (found.error !== null) throw new Error(found.error);
    return { fields: found.fields, statement: await withTextId(inner.connection, query) };
  });
  // Outside of the transaction, for the query may take long, and then nothing else is to wait for it.
  const rows = await firstRows(context, statement);
  return { fields, sample: rows.map((row) => sampleOf(fields, row)) };
}

/** Throws what the first rows of a query that works would be wrong as records for. Needs an open transaction. */
export async function checkFirstRows(context: DefinitionContext, query: string): Promise<void> {
  await firstRows(context, await withTextId(context.connection, query));
}

/** Rows without an id, or with that of another, are no records. Only a look at the first rows is cheap enough. */
async function firstRows({ connection }: DefinitionContext, statement: string): Promise<Row[]> {
  const own = await connection.dialect.schema.viewQuery(statement, connection);
  const rows = await connection.all<Row>(`SELECT * FROM (${own}) LIMIT ${SAMPLE_SIZE}`);
  const ids = rows.map((row) => columnText(row["id"] ?? ""));
  if (ids.includes("")) throw new Error("the query could return records with empty or invalid ids");
  if (new Set(ids).size < ids.length) throw new Error("the query could return records with non-unique ids");
  return rows;
}

function sampleOf(fields: readonly FieldBase[], row: Row): Record<string, unknown> {
  const shown = fields.filter(({ hidden }) => !hidden).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(
    shown.map((field) => {
      const type = fieldType(field);
      const value = type.fromColumn(field, row[field.name] ?? null);
      return [field.name, type.toJson === undefined ? value : type.toJson(field, value)];
    }),
  );
}
