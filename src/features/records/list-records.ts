import { PAGE_TOTAL } from "../../database/expression-dialect.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { RecordsListRequestEvent } from "../../model/hook-events.ts";
import { jsonList, presentRecords, presentRows } from "../../model/records/present.ts";
import { readPage, type RowsPage } from "../../model/records/known-pages.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import { countTotal } from "../../model/records/totals.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { planRecords, refuseSuperuserNames } from "../../model/rules/plan-records.ts";
import { getCollection, ruleFor } from "./access.ts";
import { delayEmptyResults } from "./delay-empty-results.ts";
import { offsetOf, parseListOptions, type ListOptions } from "../../model/list-options.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

interface ListTarget {
  /** Id or name. */
  readonly collection: string;
  /** The client whose searches without a result are counted together; null: they are not counted. */
  readonly client: (() => string) | null;
}

/** The page of records that the query of the request asks for, as the JSON text of the answer. */
export async function listRecords(context: Context, request: RequestInfo, target: ListTarget): Promise<string> {
  // Many of them at once would be read in one turn. What is open in a transaction holds up all writes. Collections may change meanwhile.
  if (Number(request.query["perPage"]) > AT_ONCE && context.transaction === null) await context.turns.pause();
  const collection = getCollection(context, target.collection);
  const rule = ruleFor(request, collection.listRule);
  if (!isSuperuser(request.auth)) {
    const { filter = "", sort = "" } = request.query;
    refuseSuperuserNames({ filter, sort });
  }
  const options = parseListOptions(request.query);
  const { page, total } = await findPage(context, request, { collection, rule, options });
  const answer = await present(context, request, { collection, page, result: resultOf(options, total) });
  if (page.rows.length === 0 && rule !== "" && options.filter !== "" && target.client !== null) {
    await delayEmptyResults(context, collection, target.client());
  }
  return answer;
}

/** A page of more records takes part of a millisecond at least. */
const AT_ONCE = 200;

/** 64 MiB of texts. */
const MAX_PAGE_BYTES = 64 * 1024 * 1024;

interface FoundPage {
  readonly page: RowsPage;
  /** -1 where it was not asked for. */
  readonly total: number;
}

async function findPage(
  context: Context,
  request: RequestInfo,
  { collection, rule, options }: { collection: Collection; rule: string; options: ListOptions },
): Promise<FoundPage> {
  const { perPage, filter, sort } = options;
  const plan = planRecords(context, {
    collection,
    rule,
    filter,
    sort,
    request,
    allowHidden: isSuperuser(request.auth),
  });
  const offset = offsetOf(options);
  const select = plan.select({ limit: perPage, offset });
  const page = readPage(context, select, MAX_PAGE_BYTES);
  if (options.skipTotal) return { page: await page, total: -1 };
  // Views may count other rows than they list.
  if (collection.type !== "view" && endsWhenFull(options)) {
    const found = await page;
    const { length } = found.rows;
    const isLast = length < perPage && (length > 0 || offset === 0);
    const known = isLast ? offset + length : found.rows[0]?.[PAGE_TOTAL];
    return { page: found, total: typeof known === "number" ? known : await countTotal(context, plan.count()) };
  }
  const [found, total] = await Promise.all([page, countTotal(context, plan.count())]);
  return { page: found, total };
}

/**
 * Whether a search comes in the order of insertion: a page that is not full has looked at all records, and others end as soon as they
 * are, so that both at once would be work for nothing.
 */
function endsWhenFull({ filter, sort }: ListOptions): boolean {
  return filter !== "" && (sort === "" || sort === "@rowid" || sort === "-@rowid");
}

type ListResult = RecordsListRequestEvent["result"];

function resultOf({ page, perPage }: ListOptions, totalItems: number): ListResult {
  return { page, perPage, totalItems, totalPages: totalItems < 0 ? -1 : Math.ceil(totalItems / perPage) };
}

async function present(
  context: Context,
  request: RequestInfo,
  { collection, page, result }: { collection: Collection; page: RowsPage; result: ListResult },
): Promise<string> {
  const { onRecordsListRequest } = context.hooks;
  const { tags } = recordFields(collection);
  if (!onRecordsListRequest.concerns(tags)) {
    return listText(await presentRows(context, request, { collection, ...page }), result);
  }
  const records = page.rows.map((row) => recordFromRow(collection, row));
  const text = await triggerRequest(onRecordsListRequest, {
    event: { context, request, collection, records, result },
    tags,
    async operation(event) {
      const items = jsonList(await presentRecords(event.context, event.request, event.records));
      return listText(items, event.result);
    },
  });
  return text ?? "";
}

function listText(items: string, { page, perPage, totalItems, totalPages }: ListResult): string {
  const counts = `"page":${page},"perPage":${perPage},"totalItems":${totalItems},"totalPages":${totalPages}`;
  return `{"items":${items},${counts}}`;
}
