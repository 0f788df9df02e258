import type { Row } from "../../database/engine.ts";
import { badRequest, notFound } from "../../lib/api-error.ts";
import { FieldsSyntaxError, parseFields } from "../../lib/pick-fields.ts";
import { type Collection, SUPERUSERS } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { offsetOf } from "../../model/list-options.ts";
import { deleteRecord } from "../../model/records/delete.ts";
import { ExpandBudget } from "../../model/records/expand-budget.ts";
import { parseExpand } from "../../model/records/expand-paths.ts";
import { expandRecords } from "../../model/records/expand.ts";
import { findRecordById } from "../../model/records/find.ts";
import { recordObject, recordShape, rowShape } from "../../model/records/present-shapes.ts";
import { newRecord, recordFromRow, setValues } from "../../model/records/record-values.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { saveRecord } from "../../model/records/save.ts";
import { countTotal } from "../../model/records/totals.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { isRuleProblem } from "../../model/rules/resolved.ts";
import { planRecords, type RecordsPlan } from "../../model/rules/plan-records.ts";
import type {
  Expanded,
  FilterOptions,
  FirstOptions,
  ListOptions,
  ListResult,
  ReadOptions,
  RecordsApi,
} from "../app-api.ts";
import type { CreateOf, RecordOf, UpdateOf } from "../collection-types.ts";
import { type ApiScope, onHost } from "../api-scope.ts";
import { fillFilter } from "./fill-filter.ts";
import { getCollection } from "./get-collection.ts";
import { takeFiles } from "./take-files.ts";

const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 10_000;
/** So many records are read at a time by `each`. */
const EACH_PAGE = 500;

const EVERYTHING = { hidden: true, email: true };
const EVERY_KEY = (): boolean => true;

type Data = Readonly<Record<string, unknown>>;

export class DataRecords implements RecordsApi {
  readonly #scope: ApiScope;

  constructor(scope: ApiScope) {
    this.#scope = scope;
  }

  find<C extends string>(collection: C, id: string, options: ReadOptions = {}): Promise<Expanded<C> | null> {
    return onHost(this.#scope, async (context) => {
      const found = getCollection(context, collection);
      const record = await findRecordById(context, found, id);
      if (record === null) return null;
      const [item] = await readAll(context, [record], options);
      return item as Expanded<C>;
    });
  }

  async get<C extends string>(collection: C, id: string, options?: ReadOptions): Promise<Expanded<C>> {
    const record = await this.find(collection, id, options);
    if (record === null) throw notFound();
    return record;
  }

  async first<C extends string>(collection: C, options: FirstOptions = {}): Promise<Expanded<C> | null> {
    const { items } = await this.list(collection, { ...options, page: 1, perPage: 1, skipTotal: true });
    return items[0] ?? null;
  }

  list<C extends string>(collection: C, options: ListOptions = {}): Promise<ListResult<Expanded<C>>> {
    return onHost(this.#scope, async (context) => {
      const found = getCollection(context, collection);
      const page = Math.max(1, Math.trunc(options.page ?? 1));
      const perPage = Math.min(Math.max(1, Math.trunc(options.perPage ?? DEFAULT_PER_PAGE)), MAX_PER_PAGE);
      const plan = planFor(context, found, options);
      const items = await readPage(context, {
        collection: found,
        plan,
        options,
        limit: perPage,
        offset: offsetOf({ page, perPage }),
      });
      const totalItems = options.skipTotal === true ? -1 : await countTotal(context, plan.count());
      const totalPages = totalItems < 0 ? -1 : Math.ceil(totalItems / perPage);
      return { page, perPage, totalItems, totalPages, items: items as Expanded<C>[] };
    });
  }

  async *each<C extends string>(collection: C, options: FilterOptions & ReadOptions = {}): AsyncGenerator<Expanded<C>> {
    const filter = fillFilter(options);
    const { fields: _fields, ...read } = options;
    let last = "";
    for (;;) {
      const params = { last };
      const after = fillFilter({ filter: "id > {:last}", params });
      const page = { ...read, filter: filter === "" ? after : `(${filter}) && ${after}`, params: {} };
      const { items } = await this.list(collection, { ...page, sort: "id", perPage: EACH_PAGE, skipTotal: true });
      for (const item of items) {
        last = (item as { id: string }).id;
        yield options.fields === undefined ? item : (pick(item, options.fields) as Expanded<C>);
      }
      if (items.length < EACH_PAGE) return;
    }
  }

  count(collection: string, options: FilterOptions = {}): Promise<number> {
    return onHost(this.#scope, async (context) =>
      countTotal(context, planFor(context, getCollection(context, collection), options).count()),
    );
  }

  create<C extends string>(collection: C, data: CreateOf<C>): Promise<RecordOf<C>> {
    return onHost(this.#scope, async (context) => {
      const record = newRecord(getWritable(context, collection));
      await save(context, record, data as Data);
      return toObject(record) as RecordOf<C>;
    });
  }

  update<C extends string>(collection: C, id: string, data: UpdateOf<C>): Promise<RecordOf<C>> {
    return onHost(this.#scope, async (context) => {
      const record = await getRecord(context, collection, id);
      await save(context, record, data as Data);
      return toObject(record) as RecordOf<C>;
    });
  }

  delete(collection: string, id: string): Promise<void> {
    return onHost(this.#scope, async (context) => deleteRecord(context, await getRecord(context, collection, id)));
  }
}

async function save(context: Context, record: RecordModel, data: Data): Promise<void> {
  const files = takeFiles(record.collection, data);
  setValues(record, files === null ? data : await files);
  await saveRecord(context, record);
}

function getWritable(context: Context, nameOrId: string): Collection {
  const collection = getCollection(context, nameOrId);
  if (collection.type === "view") throw badRequest(`Records of the view ${collection.name} can't be written.`);
  return collection;
}

export async function getRecord(context: Context, nameOrId: string, id: string): Promise<RecordModel> {
  const record = await findRecordById(context, getWritable(context, nameOrId), id);
  if (record === null) throw notFound(`There is no record ${id} in ${nameOrId}.`);
  return record;
}

/** What plans and expansions take for the request: rules do not hold for superusers. */
function superuserRequest(context: Context): RequestInfo {
  const superusers = context.collections.current().byName(SUPERUSERS);
  const auth = superusers === undefined ? null : newRecord(superusers);
  return { method: "GET", context: "default", query: {}, headers: {}, body: {}, auth };
}

function planFor(context: Context, collection: Collection, options: FirstOptions): RecordsPlan {
  const [filter, sort] = [fillFilter(options), options.sort ?? ""];
  try {
    const request = superuserRequest(context);
    return planRecords(context, { collection, rule: null, filter, sort, request, allowHidden: true });
  } catch (error) {
    // Clients of the API get no reason; the author of a plugin needs it.
    const { cause } = error as { cause?: unknown };
    if (!isRuleProblem(cause)) throw error;
    const what = sort === "" ? `The filter "${filter}"` : `The filter "${filter}" or the sort "${sort}"`;
    throw badRequest(`${what} can't be used: ${cause.message}`, { cause });
  }
}

interface PageQuery {
  readonly collection: Collection;
  readonly plan: RecordsPlan;
  readonly options: ReadOptions;
  readonly limit: number;
  readonly offset: number;
}

async function readPage(context: Context, { collection, plan, options, limit, offset }: PageQuery): Promise<object[]> {
  const { sql, parameters } = plan.select({ limit, offset });
  const rows = await context.connection.all<Row>(sql, parameters);
  if (options.expand !== undefined && options.expand !== "") {
    return readAll(
      context,
      rows.map((row) => recordFromRow(collection, row)),
      options,
    );
  }
  const shape = rowShape(collection, EVERYTHING);
  const items = rows.map((row) => shape.object(row, EVERY_KEY));
  return options.fields === undefined ? items : items.map((item) => pick(item, options.fields ?? ""));
}

/** Records of one collection as plain objects. */
async function readAll(context: Context, records: readonly RecordModel[], options: ReadOptions): Promise<object[]> {
  if (options.expand !== undefined && options.expand !== "") {
    const budget = new ExpandBudget(context.turns);
    const scope = { context, request: superuserRequest(context), enrich: () => Promise.resolve(), budget };
    await expandRecords(scope, records, { tree: parseExpand(options.expand) });
  }
  const items = records.map(toObject);
  return options.fields === undefined ? items : items.map((item) => pick(item, options.fields ?? ""));
}

function pick(item: object, fields: string): object {
  try {
    return parseFields(fields).pick(item) as object;
  } catch (error) {
    if (error instanceof FieldsSyntaxError) throw badRequest(`The fields "${fields}" can't be read.`, { cause: error });
    throw error;
  }
}

/** With hidden fields and emails, as superusers see it. */
export function toObject(record: RecordModel): Record<string, unknown> {
  showAllEmails(record);
  if (record.visibility.size > 0 || Object.keys(record.custom).length > 0) return recordObject(record, true);
  return recordShape(record.collection, EVERYTHING).object(record, EVERY_KEY);
}

function showAllEmails(record: RecordModel): void {
  if (record.expand === null) return;
  for (const related of Object.values(record.expand).flat()) {
    related.showsEmail = true;
    showAllEmails(related);
  }
}
