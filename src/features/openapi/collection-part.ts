import type { TSchema } from "@sinclair/typebox";
import type { Collection } from "../../model/collections/collection.ts";
import type { Route } from "../../model/route.ts";
import { SCHEMA_NAMES } from "../../model/wire-types.ts";
import { type DescribedRoute, type Paths, addOperation, operation } from "./operation.ts";
import { type Audience, recordSchemas } from "./record-schemas.ts";

interface Reader {
  /** What the names of the collection's schemas begin with. */
  readonly name: string;
  readonly audience: Audience;
  /** The routes of any collection. */
  readonly routes: readonly DescribedRoute[];
}

/** What a collection adds to the document. */
export interface CollectionPart {
  readonly schemas: Readonly<Record<string, TSchema>>;
  readonly paths: Paths;
}

const known = new WeakMap<Collection, Map<string, CollectionPart>>();

/** A collection never changes in place, so what was made of it holds: a change of one costs nothing for the others. */
export function collectionPart(collection: Collection, reader: Reader): CollectionPart {
  const parts = known.get(collection) ?? new Map<string, CollectionPart>();
  known.set(collection, parts);
  const key = `${reader.audience} ${reader.name}`;
  const part = parts.get(key) ?? makePart(collection, reader);
  parts.set(key, part);
  return part;
}

function makePart(collection: Collection, { name, audience, routes }: Reader): CollectionPart {
  const paths: Paths = {};
  for (const route of routes) {
    if (isFor(route, collection, audience)) addOperation(paths, ...ofCollection(route, collection, name));
  }
  return { schemas: recordSchemas(collection, name, audience), paths };
}

function isFor({ describe }: DescribedRoute, collection: Collection, audience: Audience): boolean {
  const { collections, rule } = describe;
  if (collections === undefined) return false;
  if (audience === "public" && rule !== undefined && collection[rule] === null) return false;
  return collections === "all" || (collections === "auth" ? collection.type === "auth" : collection.type !== "view");
}

/** The route with the collection in its path, and the collection's schemas in place of those of any. */
function ofCollection(route: DescribedRoute, collection: Collection, name: string): [Route, Record<string, unknown>] {
  const { id, summary, rule } = route.describe;
  const path = route.path.replace(":collection", collection.name);
  const own = {
    ...route,
    path,
    describe: { ...route.describe, id: `${id}Of${name}`, summary: `${summary} (${collection.name})` },
  };
  const needsToken = rule !== undefined && collection[rule] === null;
  return [own, exchange(operation(own, { tag: collection.name, needsToken }), name)];
}

function exchange(described: Record<string, unknown>, name: string): Record<string, unknown> {
  const names = [SCHEMA_NAMES.record, SCHEMA_NAMES.create, SCHEMA_NAMES.update].join("|");
  const text = JSON.stringify(described).replaceAll(
    new RegExp(`"#/components/schemas/(${names})"`, "g"),
    (_, found: string) => JSON.stringify(`#/components/schemas/${name}${found}`),
  );
  return JSON.parse(text) as Record<string, unknown>;
}
