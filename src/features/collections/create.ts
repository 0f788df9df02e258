import { collectionTags } from "../../model/collections/collection-tags.ts";
import { collectionJson } from "../../model/collections/collection-json.ts";
import { newCollection } from "../../model/collections/new-collection.ts";
import { saveCollection } from "../../model/schema-changes/save-collection.ts";
import type { CollectionRequestEvent } from "../../model/hook-events.ts";
import { badRequest } from "../../lib/api-error.ts";
import { readBody } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { changeFailed } from "./failure.ts";
import { withBody } from "./parse-body.ts";

const UNREADABLE = "Failed to load the collection type data due to invalid formatting.";

export async function createCollection(call: Call): Promise<Response> {
  const { context } = call;
  const request = await readBody(call, UNREADABLE);
  const { body } = request;
  // PocketBase looks at these two before all others.
  const text = (name: string): string => {
    const value = body[name] ?? "";
    if (typeof value !== "string") throw badRequest(UNREADABLE);
    return value;
  };
  // Without the id of the body: the names of the first indexes carry the id that the name gives.
  const start = { type: text("type"), name: text("name") };
  const collection = withBody(body, newCollection(start, context.connection.dialect.schema));
  const event: CollectionRequestEvent = { context, request, collection };
  const response = await triggerRequest(context.hooks.onCollectionCreateRequest, {
    event,
    tags: collectionTags(collection),
    async operation() {
      try {
        event.collection = await saveCollection(event.context, event.collection, null);
      } catch (error) {
        throw changeFailed(context, "Failed to create collection.", error);
      }
      return call.json(collectionJson(event.collection));
    },
  });
  return response ?? new Response(null);
}
