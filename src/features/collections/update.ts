import { collectionTags } from "../../model/collections/collection-tags.ts";
import { collectionJson } from "../../model/collections/collection-json.ts";
import { saveCollection } from "../../model/schema-changes/save-collection.ts";
import type { CollectionRequestEvent } from "../../model/hook-events.ts";
import { readBody } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { changeFailed } from "./failure.ts";
import { getCollection } from "./find.ts";
import { INVALID_BODY, withBody } from "./parse-body.ts";

export async function updateCollection(call: Call): Promise<Response> {
  const { context } = call;
  const original = getCollection(call);
  const request = await readBody(call, INVALID_BODY);
  const event: CollectionRequestEvent = { context, request, collection: withBody(request.body, original) };
  const response = await triggerRequest(context.hooks.onCollectionUpdateRequest, {
    event,
    tags: collectionTags(original),
    async operation() {
      try {
        event.collection = await saveCollection(event.context, event.collection, original);
      } catch (error) {
        throw changeFailed(context, "Failed to update collection.", error);
      }
      return call.json(collectionJson(event.collection));
    },
  });
  return response ?? new Response(null);
}
