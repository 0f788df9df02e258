import { collectionJson } from "../../model/collections/collection-json.ts";
import type { CollectionRequestEvent } from "../../model/hooks.ts";
import type { Call } from "../../model/route.ts";
import { getCollection, tagsOf } from "./find.ts";

export async function viewCollection(call: Call): Promise<Response> {
  const { context } = call;
  const event: CollectionRequestEvent = { context, request: call.info(), collection: getCollection(call) };
  await context.hooks.onCollectionViewRequest.trigger(event, tagsOf(event.collection), () => undefined);
  return call.json(collectionJson(event.collection));
}
