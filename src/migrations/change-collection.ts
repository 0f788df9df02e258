import type { Collection } from "../model/collections/collection.ts";
import type { FieldBase } from "../model/fields/field.ts";

type Options = Readonly<Record<string, unknown>>;

/** Options of the collection as in the API, and what becomes of its fields. */
export interface CollectionChange extends Options {
  /** New fields; without an index they come last. */
  readonly addFields?: readonly { readonly index?: number; readonly field: Options }[];
  /** Options by the id or name of a field; what is left out stays. */
  readonly changeFields?: Readonly<Record<string, Options>>;
  /** By id or name. Their data is lost. */
  readonly removeFields?: readonly string[];
  /** All fields, by id or name, in a new order. */
  readonly orderFields?: readonly string[];
}

/** What to update the collection with. Throws where the change names a field that isn't there. */
export function changedCollection(collection: Collection, change: CollectionChange): Options {
  const { addFields = [], changeFields = {}, removeFields = [], orderFields, ...options } = change;
  let fields: Options[] = collection.fields.map((field) => ({ ...field }));
  const find = (name: string): Options => {
    const found = fields.find((field) => field["id"] === name || field["name"] === name);
    if (found === undefined) throw new Error(`the collection ${collection.name} has no field ${name}`);
    return found;
  };
  for (const name of removeFields) {
    const removed = find(name);
    fields = fields.filter((field) => field !== removed);
  }
  for (const [name, changes] of Object.entries(changeFields)) {
    const before = find(name);
    fields = fields.map((field) => (field === before ? { ...field, ...changes } : field));
  }
  for (const { index = fields.length, field } of addFields) fields = fields.toSpliced(index, 0, field);
  if (orderFields !== undefined) {
    const first = orderFields.map(find);
    fields = [...first, ...fields.filter((field) => !first.includes(field))];
  }
  return isSame(fields, collection.fields) ? options : { ...options, fields };
}

function isSame(fields: readonly Options[], before: readonly FieldBase[]): boolean {
  return JSON.stringify(fields) === JSON.stringify(before);
}
