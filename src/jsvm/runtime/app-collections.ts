import { AppBase, ask } from "./app-base.ts";
import { appKey } from "./app-key.ts";
import { collectionArgument, HostCollection } from "./collection.ts";
import type { HostField } from "./field.ts";
import { HostFieldsList } from "./fields-list.ts";
import { wrongArgument } from "./go-arguments.ts";
import { parsedJson } from "./json-source.ts";
import { foundCollection, noteFound } from "./found-collections.ts";
import { textFrom } from "./values.ts";

/** What apps do with collections and views. */
export abstract class AppCollections extends AppBase {
  findCollectionByNameOrId(nameOrId: string): HostCollection {
    const name = typeof nameOrId === "string" ? nameOrId : null;
    const known = name === null ? undefined : foundCollection(appKey(this), name);
    if (known !== undefined) return HostCollection.fromKey(known);
    const { key } = ask(this, "collection.find", [nameOrId]) as { key: number };
    if (name !== null) noteFound(name, key);
    return HostCollection.fromKey(key);
  }

  findCachedCollectionByNameOrId(nameOrId: string): HostCollection {
    return this.findCollectionByNameOrId(nameOrId);
  }

  findAllCollections(...types: readonly string[]): HostCollection[] {
    return (ask(this, "collection.all", types) as number[]).map((key) => HostCollection.fromKey(key));
  }

  /** As in PocketBase a map with collections as keys, which is no plain object. */
  findCollectionReferences(collection: HostCollection, ...excludedIds: readonly string[]): Map<object, HostField[]> {
    const found = ask(this, "collection.references", [collectionArgument(collection), excludedIds]);
    return new Map(
      (found as { key: number; fields: readonly string[] }[]).map(({ key, fields }) => {
        const other = HostCollection.fromKey(key);
        return [other, [...other.fields].filter(({ name }) => fields.includes(name))];
      }),
    );
  }

  findCachedCollectionReferences(collection: HostCollection, ...ids: readonly string[]): Map<object, HostField[]> {
    return this.findCollectionReferences(collection, ...ids);
  }

  isCollectionNameUnique(name: string, ...excludedIds: readonly string[]): boolean {
    return ask(this, "collection.isNameUnique", [name, excludedIds]) === true;
  }

  truncateCollection(collection: HostCollection): void {
    ask(this, "collection.truncate", [collectionArgument(collection)]);
  }

  importCollections(collections: readonly object[], deleteMissing = false): void {
    if (!Array.isArray(collections ?? [])) throw wrongArgument(collections, "[]map[string]interface {}");
    ask(this, "collection.import", [collections, deleteMissing]);
  }

  importCollectionsByMarshaledJSON(json: unknown, deleteMissing = false): void {
    this.importCollections(parsedJson(textFrom(json)) as object[], deleteMissing);
  }

  reloadCachedCollections(): void {
    ask(this, "collection.reload");
  }

  deleteView(name: string): void {
    ask(this, "view.delete", [name]);
  }

  saveView(name: string, query: string): void {
    ask(this, "view.save", [name, query]);
  }

  /** The fields that a view with the query has. */
  createViewFields(query: string): HostFieldsList {
    return HostFieldsList.make(ask(this, "view.fields", [query]) as unknown[]);
  }

  dryRunView(query: string): unknown {
    return ask(this, "view.dryRun", [query]);
  }

  /** Saves a collection, and brings it up to date. */
  protected static save(app: AppBase, collection: HostCollection, isChecked: boolean): void {
    const key = ask(app, "collection.save", [HostCollection.draft(collection), isChecked]) as number;
    HostCollection.update(collection, { key, isNew: false });
  }
}
