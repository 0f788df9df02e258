import { badRequest } from "../../lib/api-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { DecodeError } from "../../model/collections/decode.ts";
import { deleteCollection } from "../../model/schema-changes/delete-collection.ts";
import { importCollections } from "../../model/schema-changes/import-collections.ts";
import { newCollection } from "../../model/collections/new-collection.ts";
import { parseCollection } from "../../model/collections/parse-collection.ts";
import { saveCollection } from "../../model/schema-changes/save-collection.ts";
import { truncateCollection } from "../../model/schema-changes/truncate-collection.ts";
import type { CollectionsApi } from "../app-api.ts";
import { type ApiScope, onHost } from "../api-scope.ts";
import { getCollection } from "./get-collection.ts";

type Data = Readonly<Record<string, unknown>>;

export function createCollectionsApi(scope: ApiScope): CollectionsApi {
  return {
    find: (nameOrId) => onHost(scope, ({ collections }) => collections.current().find(nameOrId) ?? null),
    get: (nameOrId) => onHost(scope, (context) => getCollection(context, nameOrId)),
    list: () => onHost(scope, ({ collections }) => collections.current().all),
    create: (data) =>
      onHost(scope, async (context) => {
        const text = (name: string): string => (typeof data[name] === "string" ? data[name] : "");
        const start = { type: text("type"), name: text("name"), id: text("id") };
        const collection = newCollection(start, context.connection.dialect.schema);
        return saveCollection(context, withData(data, collection), null);
      }),
    update: (nameOrId, data) =>
      onHost(scope, async (context) => {
        const original = getCollection(context, nameOrId);
        return saveCollection(context, withData(data, original), original);
      }),
    delete: (nameOrId) => onHost(scope, async (context) => deleteCollection(context, getCollection(context, nameOrId))),
    truncate: (nameOrId) =>
      onHost(scope, async (context) => truncateCollection(context, getCollection(context, nameOrId))),
    import: (collections, { deleteMissing = false } = {}) =>
      onHost(scope, async (context) => {
        await importCollections(context, collections, { deleteMissing });
      }),
  };
}

function withData(data: Data, current: Collection): Collection {
  try {
    return parseCollection(data, current);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(error.message, { cause: error });
  }
}
