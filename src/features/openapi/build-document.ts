import type { Collection, CollectionSnapshot } from "../../model/collections/collection.ts";
import { typeNames } from "../../model/type-declarations/type-names.ts";
import { ErrorBody, SCHEMA_NAMES, reference } from "../../model/wire-types.ts";
import { collectionPart } from "./collection-part.ts";
import { type DescribedRoute, type Paths, addOperation, operation } from "./operation.ts";
import { type Audience, anyRecordSchemas } from "./record-schemas.ts";

export interface DocumentOptions {
  readonly title: string;
  readonly version: string;
  readonly audience: Audience;
  readonly routes: readonly DescribedRoute[];
  readonly collections: CollectionSnapshot;
}

/**
 * The document of the API in OpenAPI 3.1: the fixed routes, and those of each collection with its own schemas. The public one
 * leaves out what only superusers may do, and the collections that nobody else may use.
 */
export function buildDocument(options: DocumentOptions): Record<string, unknown> {
  const { title, version, audience, collections } = options;
  const names = typeNames(collections.all);
  const described = options.routes.filter((route) => audience === "superuser" || !isForSuperusers(route));
  const schemas: Record<string, unknown> = { [SCHEMA_NAMES.error]: ErrorBody, ...anyRecordSchemas() };
  const fixed: Paths = {};
  for (const route of described) addOperation(fixed, route, operation(route, { tag: tagOf(route) }));
  const paths = withNamedSchemas(fixed, schemas);
  const shown = collections.all
    .filter((collection) => audience === "superuser" || isPublic(collection))
    .toSorted((a, b) => Number(a.system) - Number(b.system) || (a.name < b.name ? -1 : 1));
  const routes = described.filter(({ describe }) => describe.collections !== undefined);
  for (const collection of shown) {
    const part = collectionPart(collection, { name: names.get(collection.id) ?? "", audience, routes });
    Object.assign(schemas, part.schemas);
    Object.assign(paths, part.paths);
  }
  const tags = new Set([...described.map(tagOf), ...shown.map(({ name }) => name)]);
  return {
    openapi: "3.1.0",
    info: { title: title === "" ? "API" : title, version },
    servers: [{ url: "/" }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "The token of a sign-in" } },
    },
  };
}

/** The paths with references in place of schemas that have an `$id`, which are added to `schemas` once each. */
function withNamedSchemas(paths: Paths, schemas: Record<string, unknown>): Paths {
  const replace = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(replace);
    const { $id, ...rest } = value as Record<string, unknown>;
    const replaced = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, replace(inner)]));
    if (typeof $id !== "string") return replaced;
    schemas[$id] = replaced;
    return reference($id);
  };
  return replace(paths) as Paths;
}

function isForSuperusers({ access, describe }: DescribedRoute): boolean {
  return access === "superuser" || describe.isForSuperusers === true;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["openapi", "OpenAPI"],
  ["sql", "SQL"],
  ["crons", "Cron jobs"],
]);

/** Fixed routes by what follows `/api/`. */
function tagOf({ path, describe }: DescribedRoute): string {
  if (describe.tag !== undefined) return describe.tag;
  if (/^\/api\/collections\/:\w+\/records/.test(path)) return "Records of any collection";
  if (/^\/api\/collections\/:\w+\/(?!truncate)/.test(path) || path.startsWith("/api/oauth2"))
    return "Sign-in to any collection";
  const [, first = "api"] = /^\/api\/([\w-]+)/.exec(path) ?? [];
  return NAMES.get(first) ?? first.charAt(0).toUpperCase() + first.slice(1).replaceAll("-", " ");
}

/** Whether others than superusers may do anything with its records, or sign in to it. */
function isPublic({ system, type, ...rules }: Collection): boolean {
  if (system) return false;
  const { listRule, viewRule, createRule, updateRule, deleteRule } = rules;
  return type === "auth" || [listRule, viewRule, createRule, updateRule, deleteRule].some((rule) => rule !== null);
}
