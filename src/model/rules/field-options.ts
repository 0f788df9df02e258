import type { Collection } from "../collections/collection.ts";
import type { FieldBase } from "../fields/field.ts";

/** The id of the collection that a relation field points to. */
export function relatedCollectionId(field: FieldBase): string {
  const id = option(field, "collectionId");
  return typeof id === "string" ? id : "";
}

export function findField(collection: Collection, name: string): FieldBase | undefined {
  return collection.fields.find((field) => field.name === name);
}

function option(field: FieldBase, name: string): unknown {
  return (field as unknown as Readonly<Record<string, unknown>>)[name];
}
