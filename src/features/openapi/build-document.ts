import type { TSchema } from "@sinclair/typebox";
import type { Collection, CollectionSnapshot } from "../../model/collections/collection.ts";
import type { Route } from "../../model/route.ts";
import { typeNames } from "../../model/type-declarations/type-names.ts";
import { ErrorBody, SCHEMA_NAMES, reference } from "../../model/wire-types.ts";
import { type DescribedRoute, isDescribed, operation, templatePath } from "./operation.ts";
import { type Audience, anyRecordSchemas, recordSchemas } from "./record-schemas.ts";

export interface DocumentOptions {
  readonly title: string;
  readonly version: string;
  readonly audience: Audience;
  readonly routes: readonly Route[];
  readonly collections: CollectionSnapshot;
}

type Paths = Record<string, Record<string, unknown>>;

/**
 * The document of the API in OpenAPI 3.1: the fixed routes, and those of each collection with its own schemas. The public one
 * leaves out what only superusers may do, and the collections that nobody else may use.
 */
export function buildDocument(options: DocumentOptions): Record<string, unknown> {
  const { title, version, audience, routes, collections } = options;
  const names = typeNames(collections.all);
  const described = routes.filter(isDescribed).filter((route) => audience === "superuser" || !isForSuperusers(route));
  const schemas: Record<string, TSchema> = { [SCHEMA_NAMES.error]: ErrorBody, ...anyRecordSchemas() };
  const paths: Paths = {};
  for (const route of described) add(paths, route, operation(route, { tag: tagOf(route) }));
  const shown = collections.all
    .filter((collection) => audience === "superuser" || isPublic(collection))
    .toSorted((a, b) => Number(a.system) - Number(b.system) || (a.name < b.name ? -1 : 1));
  for (const collection of shown) {
    const name = names.get(collection.id) ?? "";
    Object.assign(schemas, recordSchemas(collection, name, audience));
    for (const route of described) {
      if (isFor(route, collection, audience)) add(paths, ...ofCollection(route, collection, name));
    }
  }
  return withNamedSchemas({
    openapi: "3.1.0",
    info: { title: title === "" ? "API" : title, version },
    servers: [{ url: "/" }],
    tags: [...new Set([...described.map(tagOf), ...shown.map(({ name }) => name)])].map((name) => ({
      name,
    })),
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "The token of a sign-in" } },
    },
  });
}

interface ApiDocument extends Record<string, unknown> {
  readonly components: { readonly schemas: Record<string, unknown>; readonly securitySchemes: object };
}

/** The document with each schema that has an `$id` in one place, and references to it in all others. */
function withNamedSchemas(document: ApiDocument): Record<string, unknown> {
  const { schemas } = document.components;
  const replace = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(replace);
    const { $id, ...rest } = value as Record<string, unknown>;
    const replaced = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, replace(inner)]));
    if (typeof $id !== "string") return replaced;
    schemas[$id] = replaced;
    return reference($id);
  };
  const paths = replace(document["paths"]);
  return { ...document, paths };
}

function add(paths: Paths, { method, path }: Route, described: Record<string, unknown>): void {
  (paths[templatePath(path)] ??= {})[method.toLowerCase()] = described;
}

function isForSuperusers({ access, describe }: DescribedRoute): boolean {
  return access === "superuser" || describe.isForSuperusers === true;
}

/** Fixed routes by what follows `/api/`. */
function tagOf({ path, describe }: DescribedRoute): string {
  if (describe.tag !== undefined) return describe.tag;
  if (/^\/api\/collections\/:\w+\/records/.test(path)) return "Records of any collection";
  if (/^\/api\/collections\/:\w+\/(?!truncate)/.test(path) || path.startsWith("/api/oauth2"))
    return "Sign-in to any collection";
  const [, first = "api"] = /^\/api\/(\w+)/.exec(path) ?? [];
  return first.charAt(0).toUpperCase() + first.slice(1);
}

function isFor({ describe }: DescribedRoute, collection: Collection, audience: Audience): boolean {
  const { collections, rule } = describe;
  if (collections === undefined) return false;
  if (audience === "public" && rule !== undefined && collection[rule] === null) return false;
  return collections === "all" || (collections === "auth" ? collection.type === "auth" : collection.type !== "view");
}

/** Whether others than superusers may do anything with its records, or sign in to it. */
function isPublic({ system, type, ...rules }: Collection): boolean {
  if (system) return false;
  const { listRule, viewRule, createRule, updateRule, deleteRule } = rules;
  return type === "auth" || [listRule, viewRule, createRule, updateRule, deleteRule].some((rule) => rule !== null);
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
