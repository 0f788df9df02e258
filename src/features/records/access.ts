import { badRequest, forbidden, notFound } from "../../lib/api-error.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { RequestInfo } from "../../model/request-info.ts";

/** The collection that a path names by id or name; 404 where there is none. */
export function getCollection(context: Context, nameOrId: string): Collection {
  const collection = context.collections.current().find(nameOrId);
  if (collection === undefined) throw notFound("Missing collection context.");
  return collection;
}

/** The collection if records can be written to it; 400 for views. */
export function getWritableCollection(context: Context, nameOrId: string): Collection {
  const collection = getCollection(context, nameOrId);
  if (collection.type === "view") throw badRequest("Unsupported collection type.");
  return collection;
}

/** The rule that the client is under, "" for superusers; 403 where only they may do it. */
export function ruleFor(request: RequestInfo, rule: string | null): string {
  if (isSuperuser(request.auth)) return "";
  if (rule === null) throw forbidden("Only superusers can perform this action.");
  return rule;
}
