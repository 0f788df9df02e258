import { andThen } from "../../lib/and-then.ts";
import { isSuperuser } from "./is-superuser.ts";
import type { Context } from "../context.ts";
import type { RecordEnrichEvent } from "../hook-events.ts";
import { withRequest, type RequestInfo } from "../request-info.ts";
import { expandRecords } from "./expand.ts";
import { ExpandBudget } from "./expand-budget.ts";
import { parseExpand } from "./expand-paths.ts";
import type { RecordModel } from "./record.ts";
import { recordFields } from "./record-fields.ts";
import { showsEmail } from "./present-shapes.ts";
import { findShownEmails } from "./shown-emails.ts";

interface EnrichOptions {
  /** The relations to expand, as in the query's `expand`. */
  readonly expand: string;
  /** The records are the client's own (answers to signing in): their emails are shown. */
  readonly isOwner?: boolean;
  /** Whether the values of what they are expanded to may be those of other requests, because nobody changes them. */
  readonly isShared?: boolean;
}

/**
 * Prepares records of one collection for an answer: which emails are shown, relations are expanded, and the enrich hooks run
 * around it. What can't be expanded is left out. Without a promise where nothing has to be waited for.
 */
export function enrichRecords(
  context: Context,
  request: RequestInfo,
  { records, expand, isOwner = false, isShared = false }: EnrichOptions & { records: readonly RecordModel[] },
): void | Promise<void> {
  return throughHooks(context, request, {
    records,
    operation() {
      // Before it is found out who else sees them.
      if (isOwner) for (const record of records) record.showsEmail = true;
      const showing = showEmails(context, request, records);
      return expand === ""
        ? showing
        : andThen(showing, () => expandAll(context, request, { records, expand, isShared }));
    },
  });
}

async function expandAll(
  context: Context,
  request: RequestInfo,
  { records, expand, isShared }: { records: readonly RecordModel[]; expand: string; isShared: boolean },
): Promise<void> {
  const expandRequest = withRequest(request, { context: "expand" });
  const budget = new ExpandBudget(request.turns ?? context.turns);
  const scope = {
    context,
    request: expandRequest,
    budget,
    isShared,
    enrich: async (related: readonly RecordModel[]) =>
      throughHooks(context, expandRequest, {
        records: related,
        operation: () => showEmails(context, expandRequest, related),
      }),
  };
  await expandRecords(scope, records, { tree: parseExpand(expand) });
  budget.checkExpanded(records);
}

function showEmails(context: Context, request: RequestInfo, records: readonly RecordModel[]): void | Promise<void> {
  const [first] = records;
  if (first === undefined) return;
  const { collection } = first;
  // As in PocketBase, superusers see fields again that a hook has hidden before.
  if (isSuperuser(request.auth)) {
    for (const record of records) {
      if (record.hasOwnVisibility) for (const { name } of collection.fields) record.visibility.delete(name);
    }
  }
  if (collection.type !== "auth") return;
  const ids = records.filter((record) => !showsEmail(record)).map(({ id }) => id);
  if (ids.length === 0) return;
  return findShownEmails(context, request, { collection, ids }).then((shown) => {
    for (const record of records) if (shown.has(record.id)) record.showsEmail = true;
  });
}

interface Enriched {
  readonly records: readonly RecordModel[];
  readonly operation: () => void | Promise<void>;
}

/** All handlers up to their `next()` for the first record, the second and so on, then the operation once for all. */
function throughHooks(context: Context, request: RequestInfo, { records, operation }: Enriched): void | Promise<void> {
  const { onRecordEnrich } = context.hooks;
  const [first] = records;
  if (first === undefined) return;
  const { tags } = recordFields(first.collection);
  if (!onRecordEnrich.concerns(tags)) return operation();
  const step = async (index: number): Promise<void> => {
    const record = records[index];
    if (record === undefined) return operation();
    const event: RecordEnrichEvent = { context, request, record };
    await onRecordEnrich.trigger(event, tags, () => step(index + 1));
  };
  return step(0);
}
