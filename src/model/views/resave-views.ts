import { nowText } from "../../lib/dates.ts";
import type { Collection, ViewCollection } from "../collections/collection.ts";
import { updateCollection } from "../collections/collection-row.ts";
import { withOptions } from "../collections/field-json.ts";
import { storedJson } from "../collections/stored-json.ts";
import type { Context } from "../context.ts";
import type { FieldBase } from "../fields/field.ts";
import { saveView } from "./save-view.ts";
import { findViewFields } from "./view-fields.ts";

/**
 * Retypes the views whose fields are others since `changed` was saved or deleted. Gives what is wrong with views that do
 * not work any more; they stay as they are, for their owner to mend or remove. Needs an open transaction.
 */
export async function resaveViews(context: Context, changed: Collection): Promise<string[]> {
  const errors: string[] = [];
  for (const { id } of context.collections.current().all) {
    const view = context.collections.current().byId(id);
    if (view?.type !== "view" || id === changed.id) continue;
    const { fields, error } = await findViewFields(context, view.options.viewQuery);
    if (error !== null) errors.push(error);
    else if (withoutIds(fields) !== withoutIds(view.fields)) await resave(context, { ...view, fields });
  }
  return errors;
}

async function resave(context: Context, view: ViewCollection): Promise<void> {
  await saveView(context.connection, view.name, view.options.viewQuery);
  const { sql, parameters } = updateCollection({ ...view, updated: nowText() });
  await context.connection.run(sql, parameters);
  await context.collections.reload();
}

/** Ids of copied fields are random, so they tell no difference. */
function withoutIds(fields: readonly FieldBase[]): string {
  return storedJson(fields.map((field) => withOptions(field, { id: "" }))).toLowerCase();
}
