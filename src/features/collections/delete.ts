import { ApiError, badRequest } from "../../lib/api-error.ts";
import { collectionTags } from "../../model/collections/collection-tags.ts";
import { deleteCollection } from "../../model/schema-changes/delete-collection.ts";
import { referringCollections } from "../../model/collections/references.ts";
import type { CollectionRequestEvent } from "../../model/hook-events.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { getCollection } from "./find.ts";

export async function deleteCollectionRequest(call: Call): Promise<Response> {
  const { context } = call;
  const collection = getCollection(call);
  const event: CollectionRequestEvent = { context, request: call.info(), collection };
  const response = await triggerRequest(context.hooks.onCollectionDeleteRequest, {
    event,
    tags: collectionTags(collection),
    async operation() {
      try {
        await deleteCollection(event.context, event.collection);
      } catch (error) {
        if (error instanceof ApiError) throw error;
        const names = referringCollections(context.collections.current(), event.collection).map(({ name }) => name);
        const reason = names.length === 0 ? "" : ` probably due to existing reference in ${names.join(", ")}`;
        throw badRequest(`Failed to delete collection${reason}.`, { cause: error });
      }
      return call.noContent();
    },
  });
  return response ?? new Response(null);
}
