import type { Collection, ViewCollection } from "../collections/collection.ts";
import { withOptions } from "../collections/field-json.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import type { DefinitionContext } from "../context.ts";
import type { FieldBase } from "../fields/field.ts";
import { saveView } from "./save-view.ts";
import { findViewFields } from "./view-fields.ts";

/**
 * Has the views saved whose fields are others since `changed` was saved or deleted. Gives what is wrong with views that do
 * not work any more; they stay as they are, for their owner to mend or remove. Needs an open transaction.
 */
export async function resaveViews(
  context: DefinitionContext,
  changed: Pick<Collection, "id">,
  save: (view: ViewCollection) => Promise<unknown>,
): Promise<string[]> {
  let errors: string[] = [];
  // A view that was made again may be what others lack.
  for (let hasMade = true; hasMade;) {
    errors = [];
    hasMade = false;
    for (const { id } of context.collections.current().all) {
      // Saving a view saves those above it, so this one may be new already.
      const view = context.collections.current().byId(id);
      if (view?.type !== "view" || id === changed.id) continue;
      try {
        hasMade = (await resaveView(context, view, save)) || hasMade;
      } catch (failure) {
        errors.push(`[${view.name}] ${failure instanceof Error ? failure.message : String(failure)}`);
      }
    }
    if (errors.length === 0) break;
  }
  return errors;
}

/** Gives whether the view was gone and is there again: an engine may drop it with what it reads. Throws what is wrong with it. */
async function resaveView(
  context: DefinitionContext,
  view: ViewCollection,
  save: (view: ViewCollection) => Promise<unknown>,
): Promise<boolean> {
  const { connection } = context;
  const { fields, error } = await findViewFields(context, view.options.viewQuery);
  if (error !== null) throw new Error(error);
  const isGone = !(await connection.schema.hasTable(view.name));
  if (withoutIds(fields) !== withoutIds(view.fields)) await save(view);
  else if (isGone) await saveView(connection, view.name, view.options.viewQuery);
  return isGone;
}

/** Ids of copied fields are random, so they tell no difference. */
function withoutIds(fields: readonly FieldBase[]): string {
  return stringifyJson(fields.map((field) => withOptions(field, { id: "" }))).toLowerCase();
}
