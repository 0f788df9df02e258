import { FieldsSyntaxError, parseFields } from "../../lib/pick-fields.ts";
import type { FieldsPicker } from "../../lib/pick-fields.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { enrichRecords } from "../../model/records/enrich.ts";
import { recordObject, recordText, rowShape } from "../../model/records/present-shapes.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { isDecidedByRow, isRecordVisible, wasRecordVisible, type VisibilityQuery } from "./is-record-visible.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";
import type { ChangeView, RuleKind } from "./change-view.ts";
import type { Subscription } from "./subscription.ts";

interface ViewOptions {
  readonly collection: Collection;
  readonly kind: RuleKind;
  readonly subscription: Subscription;
}

/**
 * How the changes of a collection look under a subscription: the list or view rule and the subscription's own filter decide
 * whether, its `fields` and `expand` how. Superusers see hidden fields, as in the answers to their requests.
 */
export function createChangeView(context: Context, { collection, kind, subscription }: ViewOptions): ChangeView {
  const rule = kind === "list" ? collection.listRule : collection.viewRule;
  const { filter = "", expand = "", fields = "" } = subscription.query;
  const picker = createPicker(context, subscription, fields);
  const isChecked = rule !== "" || filter !== "";
  const manageRule = collection.type === "auth" ? collection.options.manageRule : null;
  const tags = recordFields(collection).tags;
  const isPlain = (): boolean => expand === "" && !context.hooks.onRecordEnrich.concerns(tags);
  const namesAuth = [rule ?? "", filter].some(readsAuth);
  const filterCheck = {};
  const texts: PlainTexts = { change: null, byVisibility: new Map() };
  let decidable: boolean | undefined;
  const isDecidable = (): boolean => {
    const request = realtimeRequest(subscription, null);
    return (decidable ??= [rule ?? "", filter].every((text) =>
      isDecidedByRow(context, { collection, rule: text, request }),
    ));
  };
  const managersDiffer = manageRule !== null && manageRule !== "";
  const show = (source: Source): string | Promise<string> =>
    isPlain() && !managersDiffer ? plainData(source) : enrichedData(source, expand);
  const partsOf = (change: RecordChange, auth: RecordModel | null): { source: Source; query: VisibilityQuery } => {
    const request = realtimeRequest(subscription, auth);
    return {
      source: { context, collection, change, request, picker, texts },
      query: { collection, row: change.row, rule, filter, request, filterCheck },
    };
  };

  return {
    collection,
    kind,
    get isSharedByAll() {
      return isPlain() && !namesAuth && !managersDiffer;
    },
    get isSharedBySuperusers() {
      return isPlain() && !readsAuth(filter);
    },
    isSharedWithSuperusers:
      rule === "" && collection.type !== "auth" && !collection.fields.some(({ hidden }) => hidden),
    get needsDatabase() {
      return !isDecidable() || !isPlain() || managersDiffer;
    },
    readsAuth: namesAuth,
    render(change, auth) {
      const { source, query } = partsOf(change, auth);
      if (!isChecked) return show(source);
      const isGone = change.action === "delete" && isDecidable();
      const isVisible = isRecordVisible(context, query, isGone);
      if (typeof isVisible === "boolean") return isVisible ? show(source) : null;
      return isVisible.then((visible) => (visible ? show(source) : null));
    },
    async renderAsOf(change, auth) {
      const { source, query } = partsOf(change, auth);
      return (await wasRecordVisible(context, { ...query, isAuthOfBefore: true })) === true ? show(source) : null;
    },
    async renderPast(change, auth) {
      const { source, query } = partsOf(change, auth);
      const visible = await wasRecordVisible(context, query);
      if (visible === null) return undefined;
      return visible ? show(source) : null;
    },
  };
}

interface Source {
  readonly context: Context;
  readonly collection: Collection;
  readonly change: RecordChange;
  readonly request: RequestInfo;
  readonly picker: FieldsPicker | null;
  readonly texts: PlainTexts;
}

/** The data of the last change by what is visible of it: it is the same for whole groups of clients. */
interface PlainTexts {
  change: RecordChange | null;
  readonly byVisibility: Map<string, string>;
}

interface Visibility {
  readonly hidden: boolean;
  readonly email: boolean;
}

/** Straight from the row. */
function plainData(source: Source): string {
  const { collection, change, request, texts } = source;
  const hidden = isSuperuser(request.auth);
  const email =
    hidden || collection.type !== "auth" || isTrue(change.row["emailVisibility"]) || isOwn(change, request.auth);
  if (texts.change !== change) {
    texts.change = change;
    texts.byVisibility.clear();
  }
  const key = `${hidden} ${email}`;
  const known = texts.byVisibility.get(key);
  if (known !== undefined) return known;
  const text = plainText(source, { hidden, email });
  texts.byVisibility.set(key, text);
  return text;
}

function plainText({ collection, change, picker }: Source, visibility: Visibility): string {
  const { row } = change;
  const shape = rowShape(collection, visibility);
  if (picker === null) return eventData(shape.text(row), change);
  const object = shape.object(row, (key) => picker.wants(key));
  return eventData(JSON.stringify(picker.pick(object)), change);
}

/** Through the enrich hooks, with relations. */
async function enrichedData({ context, collection, change, request, picker }: Source, expand: string): Promise<string> {
  const record = recordFromRow(collection, change.row);
  await enrichRecords(context, request, { records: [record], expand });
  const hidden = isSuperuser(request.auth);
  if (picker === null) return eventData(recordText(record, hidden), change);
  const object = recordObject(record, hidden, (key) => picker.wants(key));
  return eventData(JSON.stringify(picker.pick(object)), change);
}

function eventData(record: string, { action }: RecordChange): string {
  return `{"record":${record},"action":"${action}"}`;
}

function isOwn(change: RecordChange, auth: RecordModel | null): boolean {
  return auth?.id === change.recordId && auth.collection.id === change.collectionId;
}

function isTrue(value: unknown): boolean {
  return value === 1 || value === true || value === 1n;
}

/** Whether a rule or filter may turn out differently for different clients; text that only looks like it costs nothing but time. */
function readsAuth(text: string): boolean {
  return text.includes("@request.auth");
}

function realtimeRequest({ query, headers }: Subscription, auth: RecordModel | null): RequestInfo {
  return { method: "GET", context: "realtime", query, headers, body: {}, auth };
}

/** Fields that can't be understood are ignored, as PocketBase does. */
function createPicker(context: Context, { text }: Subscription, fields: string): FieldsPicker | null {
  if (fields === "") return null;
  try {
    return parseFields(fields);
  } catch (error) {
    if (!(error instanceof FieldsSyntaxError)) throw error;
    context.log.debug("realtime: bad fields of a subscription", { subscription: text, error: error.message });
    return null;
  }
}
