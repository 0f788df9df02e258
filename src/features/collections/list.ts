import { badRequest } from "../../lib/api-error.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import { FieldsSyntaxError, parseFields } from "../../lib/pick-fields.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { collectionJson } from "../../model/collections/collection-json.ts";
import type { CollectionsListRequestEvent } from "../../model/hook-events.ts";
import type { Call } from "../../model/route.ts";
import { triggerRequest } from "../../model/trigger-request.ts";
import { CollectionFilterError, compileFilter, compileSort } from "./filter.ts";

const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 1000;

/** A page of all collections. They are in memory, so filter and sort work there. */
export async function listCollections(call: Call): Promise<Response> {
  const { context, query } = call;
  const page = readNumber(query.get("page"), 1);
  const perPage = Math.min(readNumber(query.get("perPage"), DEFAULT_PER_PAGE), MAX_PER_PAGE);
  const found = findCollections(context.collections.current().all, query);
  const skipTotal = isTrue(query.get("skipTotal"));
  const totalItems = skipTotal ? -1 : found.length;
  const totalPages = skipTotal ? -1 : Math.ceil(found.length / perPage);
  const shown = found.slice((page - 1) * perPage, page * perPage);
  const result = { page, perPage, totalItems, totalPages };
  const event: CollectionsListRequestEvent = { context, request: call.info(), collections: shown, result };
  const response = await triggerRequest(context.hooks.onCollectionsListRequest, {
    event,
    tags: [],
    operation({ collections, result: numbers }) {
      const items = pickFields(collections.map(collectionJson), query.get("fields") ?? "");
      return call.jsonText(items === null ? "" : stringifyJson({ items, ...numbers }));
    },
  });
  return response ?? new Response(null);
}

function findCollections(all: readonly Collection[], query: URLSearchParams): readonly Collection[] {
  try {
    const matches = compileFilter(query.get("filter") ?? "");
    const compare = compileSort(query.get("sort") ?? "", all);
    return all.filter(matches).toSorted(compare);
  } catch (error) {
    if (error instanceof CollectionFilterError) throw badRequest("", { cause: error });
    throw error;
  }
}

/** `fields` are those of the items. Null where it can't be read: PocketBase then answers with an empty body. */
function pickFields(items: readonly unknown[], fields: string): unknown {
  if (fields === "") return items;
  try {
    return parseFields(fields).pick(items);
  } catch (error) {
    if (error instanceof FieldsSyntaxError) return null;
    throw error;
  }
}

/** Whole numbers from 1 on; smaller ones and none count as the default. */
function readNumber(text: string | null, fallback: number): number {
  if (text === null || text === "") return fallback;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest();
  const number = Number(text);
  return number < 1 ? fallback : number;
}

function isTrue(text: string | null): boolean {
  const value = text ?? "";
  if (value === "") return false;
  if (["1", "t", "T", "true", "TRUE", "True"].includes(value)) return true;
  if (["0", "f", "F", "false", "FALSE", "False"].includes(value)) return false;
  throw badRequest();
}
