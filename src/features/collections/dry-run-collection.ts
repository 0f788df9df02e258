import { inTransaction } from "../../model/context.ts";
import { newCollection } from "../../model/collections/new-collection.ts";
import { prepareCollection } from "../../model/schema-changes/prepare-collection.ts";
import { validateCollection } from "../../model/schema-changes/validate-collection.ts";
import { readBody } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { changeFailed } from "./failure.ts";
import { INVALID_BODY, withBody } from "./parse-body.ts";

/**
 * Says what a save of the collection would find wrong, and changes nothing. A body with the `id` of a collection is a change of
 * it, any other a new one. Not in PocketBase.
 */
export async function dryRunCollection(call: Call): Promise<Response> {
  const { context } = call;
  const { body } = await readBody(call, INVALID_BODY);
  const text = (name: string): string => (typeof body[name] === "string" ? body[name] : "");
  const original = context.collections.current().byId(text("id")) ?? null;
  // Without the id of the body: the names of the first indexes carry the id that the name gives.
  const start = { type: text("type"), name: text("name") };
  const given = withBody(body, original ?? newCollection(start, context.connection.dialect.schema));
  try {
    await inTransaction(context, (inner) =>
      validateCollection(inner, prepareCollection(inner, given, original), original),
    );
  } catch (error) {
    throw changeFailed(context, "The collection can't be saved.", error);
  }
  return call.noContent();
}
