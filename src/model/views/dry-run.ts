import type { Row } from "../../database/engine.ts";
import { randomText } from "../../lib/random-text.ts";
import { type Context, inTransaction } from "../context.ts";
import type { FieldBase } from "../fields/field.ts";
import { fieldType } from "../fields/registry.ts";
import { saveView } from "./save-view.ts";
import { findViewFields } from "./view-fields.ts";

const SAMPLE_SIZE = 10;

export interface DryRun {
  readonly fields: readonly FieldBase[];
  /** The first rows as records of the view would look like. */
  readonly sample: readonly Readonly<Record<string, unknown>>[];
}

/** Tries a query as a view that is gone afterwards. Throws what is wrong with it. */
export function dryRun(context: Context, query: string): Promise<DryRun> {
  return inTransaction(context, async (inner) => {
    const { fields, error } = await findViewFields(inner, query);
    if (error !== null) throw new Error(error);
    const { connection } = inner;
    const { schema } = connection.dialect;
    const name = `_temp_${randomText(6)}`;
    await saveView(connection, name, query);
    const rows = await connection.all<Row>(`SELECT * FROM ${schema.quote(name)} LIMIT ${SAMPLE_SIZE}`);
    await connection.run(schema.dropView(name));
    return { fields, sample: rows.map((row) => sampleOf(fields, row)) };
  });
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
