import { collectionTags } from "../../model/collections/collection-tags.ts";
import { collectionJson } from "../../model/collections/collection-json.ts";
import type { CollectionRequestEvent } from "../../model/hook-events.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { getCollection } from "./find.ts";

export async function viewCollection(call: Call): Promise<Response> {
  const { context } = call;
  const event: CollectionRequestEvent = { context, request: call.info(), collection: getCollection(call) };
  const response = await triggerRequest(context.hooks.onCollectionViewRequest, {
    event,
    tags: collectionTags(event.collection),
    operation: ({ collection }) => call.json(collectionJson(collection)),
  });
  return response ?? new Response(null);
}
