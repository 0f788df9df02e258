import { loadedParts } from "../../lib/lazy.ts";
import { Value } from "@sinclair/typebox/value";
import { badRequest, notFound } from "../../lib/api-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { readBody } from "../../model/request-body.ts";
import type { Call, Route } from "../../model/route.ts";
import { SavedView } from "./saved-view.ts";
import { changeViews, readViews } from "./stored-views.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).savedViewsApi);

const PATH = "/api/saved-views/:collection";
const access = "superuser";
const MAX_VIEWS = 100;

export const savedViewRoutes: readonly Route[] = [
  { method: "GET", path: PATH, access, handle: listViews, describe: api("list") },
  { method: "PUT", path: PATH, access, handle: saveView, describe: api("save") },
  { method: "DELETE", path: `${PATH}/:name`, access, handle: deleteView, describe: api("delete") },
];

async function listViews(call: Call): Promise<Response> {
  return call.json({ views: await readViews(call.context, collectionOf(call)) });
}

async function saveView(call: Call): Promise<Response> {
  const collection = collectionOf(call);
  const { body } = await readBody(call);
  const view: unknown = { ...body, name: typeof body["name"] === "string" ? body["name"].trim() : body["name"] };
  if (!Value.Check(SavedView, view)) {
    const first = Value.Errors(SavedView, view).First();
    throw badRequest(`${first?.path.slice(1) ?? "the view"}: ${first?.message ?? "not valid"}`);
  }
  const { name, filter, sort, hidden } = view;
  const views = await changeViews(call.context, collection, (before) => {
    const others = before.filter((one) => one.name !== name);
    if (others.length >= MAX_VIEWS)
      throw badRequest(`A collection has at most ${MAX_VIEWS} saved views. Delete one first.`);
    return [...others, { name, filter, sort, hidden }].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  });
  return call.json({ views });
}

/** One that another has deleted meanwhile is no error. */
async function deleteView(call: Call): Promise<Response> {
  const name = call.params["name"];
  const views = await changeViews(call.context, collectionOf(call), (before) =>
    before.filter((one) => one.name !== name),
  );
  return call.json({ views });
}

function collectionOf({ context, params }: Call): Collection {
  const collection = context.collections.current().find(params["collection"] ?? "");
  if (collection === undefined) throw notFound("There is no such collection.");
  return collection;
}
