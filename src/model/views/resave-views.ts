import type { Collection, ViewCollection } from "../collections/collection.ts";
import { withOptions } from "../collections/field-json.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import type { DefinitionContext } from "../context.ts";
import type { FieldBase } from "../fields/field.ts";
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
  const errors: string[] = [];
  for (const { id } of context.collections.current().all) {
    // Saving a view saves those above it, so this one may be new already.
    const view = context.collections.current().byId(id);
    if (view?.type !== "view" || id === changed.id) continue;
    const { fields, error } = await findViewFields(context, view.options.viewQuery);
    if (error !== null) errors.push(`[${view.name}] ${error}`);
    else if (withoutIds(fields) !== withoutIds(view.fields)) {
      try {
        await save(view);
      } catch (failure) {
        errors.push(`[${view.name}] ${failure instanceof Error ? failure.message : String(failure)}`);
      }
    }
  }
  return errors;
}

/** Ids of copied fields are random, so they tell no difference. */
function withoutIds(fields: readonly FieldBase[]): string {
  return stringifyJson(fields.map((field) => withOptions(field, { id: "" }))).toLowerCase();
}
