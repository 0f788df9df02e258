import { badRequest } from "../../lib/api-error.ts";
import { invalidValue } from "../../model/fields/field-errors.ts";
import type { Context } from "../../model/context.ts";
import { readBody, textFields } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import type { SlowSearch } from "./advice.ts";

const KEPT_MS = 60_000;

interface Found {
  readonly searches: Promise<readonly SlowSearch[]>;
  readonly atMs: number;
}

const known = new WeakMap<Context["database"], Found>();

/** Searches that an index would help, at most a minute old. None where the database can't be asked. */
export function slowSearches(context: Context): Promise<readonly SlowSearch[]> {
  const { database } = context;
  const before = known.get(database);
  if (before !== undefined && performance.now() - before.atMs < KEPT_MS) return before.searches;
  const searches = find(context);
  known.set(database, { searches, atMs: performance.now() });
  return searches;
}

async function find({ database, collections, log }: Context): Promise<readonly SlowSearch[]> {
  try {
    const proposed = (await database.searches?.propose()) ?? [];
    return proposed.flatMap(({ table, column, tableRows }) => {
      const collection = collections.current().find(table);
      const isShown = collection !== undefined && !collection.system && collection.name === table;
      return isShown ? [{ collection: table, field: column, rows: tableRows }] : [];
    });
  } catch (error) {
    log.warn("slow searches can't be looked for", { error: String(error) });
    return [];
  }
}

/** Answers when the index is made, which takes a while for a large collection. */
export async function createSearchIndex(call: Call): Promise<Response> {
  const { context } = call;
  const { database } = context;
  const names = textFields(await readBody(call), ["collection", "field"]);
  if (database.searches === null) throw badRequest("Indexes for searches are PostgreSQL's.");
  const collection = context.collections.current().find(names.collection);
  if (collection === undefined || collection.type === "view") throw invalid("collection");
  const column = (await database.schema.columns(collection.name)).find(({ name }) => name === names.field);
  if (column?.type !== "TEXT") throw invalid("field");
  try {
    await database.searches.createIndex(collection.name, column.name);
  } catch (cause) {
    const reason = database.dialect.schema.errorText(cause);
    throw badRequest(`The index could not be made: ${reason}`, { cause });
  } finally {
    known.delete(database);
  }
  return call.noContent();
}

function invalid(name: "collection" | "field"): Error {
  return badRequest("An error occurred while validating the submitted data.", { data: { [name]: invalidValue } });
}
