import { badRequest } from "../../lib/api-error.ts";
import { FieldsSyntaxError, parseFields } from "../../lib/pick-fields.ts";
import type { Call } from "../../model/route.ts";

/** Answers JSON, reduced to the `fields` that the client asked for. */
export function answer(call: Call, value: unknown): Response {
  const fields = call.query.get("fields") ?? "";
  if (fields === "") return call.json(value);
  try {
    return call.json(parseFields(fields).pick(value));
  } catch (error) {
    if (error instanceof FieldsSyntaxError) throw badRequest("", { cause: error });
    throw error;
  }
}
