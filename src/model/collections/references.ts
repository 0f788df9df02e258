import { fieldOption } from "./field-json.ts";
import type { Collection, CollectionSnapshot } from "./collection.ts";

/** The other collections with relations to this one. */
export function referringCollections(collections: CollectionSnapshot, { id }: Collection): Collection[] {
  return collections.all.filter((other) => {
    return (
      other.id !== id && other.fields.some((field) => isRelationTo(field.type, fieldOption(field, "collectionId"), id))
    );
  });
}

function isRelationTo(type: string, collectionId: unknown, id: string): boolean {
  return type === "relation" && collectionId === id;
}
