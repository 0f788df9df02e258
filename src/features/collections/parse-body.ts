import { badRequest } from "../../lib/api-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { DecodeError } from "../../model/collections/decode.ts";
import { parseCollection } from "../../model/collections/parse-collection.ts";

/** What a body is answered with that is no JSON object, or has values of wrong types. */
export const INVALID_BODY = "Failed to load the submitted data due to invalid formatting.";

/** The collection with the body of a request on top. Throws a 400 where values have wrong types. */
export function withBody(body: Readonly<Record<string, unknown>>, current: Collection): Collection {
  try {
    return parseCollection(body, current);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(INVALID_BODY, { cause: error });
  }
}
