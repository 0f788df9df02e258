import { type FieldError, type FieldErrors, ValidationError } from "../../lib/api-error.ts";
import type { DefinitionContext } from "../context.ts";
import { collectErrors, required } from "../fields/field-errors.ts";
import { checkFirstRows } from "../views/dry-run.ts";
import { findViewFields } from "../views/view-fields.ts";
import type { Collection } from "../collections/collection.ts";
import { checkAuthOptions } from "./validate-auth-options.ts";
import { checkFields } from "./validate-fields.ts";
import { checkIndexes } from "./validate-indexes.ts";
import { checkId, checkName, checkSystem, checkType } from "./validate-names.ts";
import { checkNoRule, checkRule } from "./validate-rules.ts";

/** What a check looks at besides the value that it checks. */
export interface Validation {
  readonly context: DefinitionContext;
  readonly collection: Collection;
  /** As stored; null for a new one. */
  readonly original: Collection | null;
}

/**
 * Checks all of a collection that is to be saved and gives it back, a view with the fields of its query. Throws a
 * `ValidationError` with PocketBase's codes, every wrong part in it. Needs an open transaction.
 */
export async function validateCollection(
  context: DefinitionContext,
  given: Collection,
  original: Collection | null,
): Promise<Collection> {
  const view = given.type === "view" ? await findViewFields(context, given.options.viewQuery) : null;
  const collection = view === null ? given : { ...given, fields: view.fields };
  const validation: Validation = { context, collection, original };
  const checkWriteRule = collection.type === "view" ? checkNoRule : checkRule;
  const errors = collectErrors({
    id: checkId(validation),
    system: checkSystem(validation),
    type: checkType(validation),
    name: await checkName(validation),
    fields: await checkFields(validation),
    listRule: checkRule(validation, collection.listRule, original?.listRule),
    viewRule: checkRule(validation, collection.viewRule, original?.viewRule),
    createRule: checkWriteRule(validation, collection.createRule, original?.createRule),
    updateRule: checkWriteRule(validation, collection.updateRule, original?.updateRule),
    deleteRule: checkWriteRule(validation, collection.deleteRule, original?.deleteRule),
    indexes: await checkIndexes(validation),
  });
  const optionErrors = collection.type === "auth" ? await checkAuthOptions(validation, collection.options) : {};
  const viewErrors =
    collection.type === "view" ? await checkQuery(context, collection.options.viewQuery, view?.error ?? null) : {};
  const all: FieldErrors = { ...errors, ...optionErrors, ...viewErrors };
  if (Object.keys(all).length > 0) throw new ValidationError(all);
  return collection;
}

async function checkQuery(
  context: DefinitionContext,
  query: string,
  fieldError: string | null,
): Promise<Record<string, FieldError>> {
  if (query === "") return { viewQuery: required };
  const error = fieldError ?? (await problemOfRows(context, query));
  if (error === null) return {};
  return { viewQuery: { code: "validation_invalid_view_query", message: `Invalid query - ${error}` } };
}

async function problemOfRows(context: DefinitionContext, query: string): Promise<string | null> {
  try {
    await checkFirstRows(context, query);
    return null;
  } catch (error) {
    return context.connection.dialect.schema.errorText(error);
  }
}
