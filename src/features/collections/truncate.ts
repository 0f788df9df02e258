import { badRequest } from "../../lib/api-error.ts";
import { truncateCollection } from "../../model/schema-changes/truncate-collection.ts";
import type { Call } from "../../model/route.ts";
import { getCollection } from "./find.ts";

export async function truncateRequest(call: Call): Promise<Response> {
  const collection = getCollection(call);
  if (collection.type === "view") {
    throw badRequest("View collections cannot be truncated since they don't store their own records.");
  }
  try {
    await truncateCollection(call.context, collection);
  } catch (cause) {
    const message = "Failed to truncate collection (most likely due to required cascade delete record references).";
    throw badRequest(message, { cause });
  }
  return call.noContent();
}
