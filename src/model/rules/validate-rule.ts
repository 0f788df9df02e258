import { createSnapshot } from "../collections/collection-snapshot.ts";
import type { Collection } from "../collections/collection.ts";
import type { DefinitionContext } from "../context.ts";
import { EMPTY_REQUEST } from "../request-info.ts";
import { GuardedRequest } from "./guards.ts";
import { parseRule } from "./query-builder.ts";
import { resolveFilter } from "./resolve.ts";
import { isRuleProblem } from "./resolved.ts";
import { JoinSet, Scope } from "./scope.ts";

/**
 * What is wrong with a rule that the collection is to be saved with, or null. The collection stands in for its stored
 * version. The request is empty: what `@request.auth` and relations of the body lead to is not checked.
 */
export function validateRule(context: DefinitionContext, collection: Collection, rule: string): string | null {
  if (rule === "") return null;
  const others = context.collections.current().all.filter(({ id }) => id !== collection.id);
  const scope = new Scope({
    snapshot: createSnapshot([...others, collection]),
    base: collection,
    baseAlias: collection.name,
    isUnsaved: false,
    request: new GuardedRequest(EMPTY_REQUEST),
    joins: new JoinSet(),
  });
  try {
    resolveFilter(parseRule(rule), scope);
    return null;
  } catch (error) {
    if (isRuleProblem(error)) return error.message;
    throw error;
  }
}
