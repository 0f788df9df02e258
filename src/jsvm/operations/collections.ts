import { collectionJson } from "../../model/collections/collection-json.ts";
import type { Operations } from "../operation.ts";

export const collectionOperations: Operations = {
  /** The key of a collection by name or id, which realms ask for by `system.collection`. */
  "collection.find"(call) {
    const collection = call.collection(0);
    return { key: call.frame.keyOf(collection), id: collection.id };
  },

  "collection.all": (call) =>
    call.context.collections
      .current()
      .all.map((collection) => ({ key: call.frame.keyOf(collection), data: collectionJson(collection) })),
};
