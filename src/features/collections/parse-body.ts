import { badRequest } from "../../lib/api-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { DecodeError } from "../../model/collections/decode.ts";
import { parseCollection } from "../../model/collections/parse-collection.ts";

/** The collection with the body of a request on top. Throws a 400 where values have wrong types. */
export function withBody(body: Readonly<Record<string, unknown>>, current: Collection): Collection {
  try {
    return parseCollection(body, current);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest("Failed to load the submitted data due to invalid formatting.", { cause: error });
  }
}
