import type { Row } from "../../database/engine.ts";
import { ApiError, internalServerError, ValidationError } from "../../lib/api-error.ts";
import { jsonText } from "../../lib/json-text.ts";
import { LruMap } from "../../lib/lru-map.ts";
import { parseFields, type FieldsPicker } from "../../lib/pick-fields.ts";
import { isSuperuser } from "./is-superuser.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { RequestInfo } from "../request-info.ts";
import { enrichRecords } from "./enrich.ts";
import { recordObject, recordText, rowShape, shapeIndex } from "./present-shapes.ts";
import { KnownRow } from "./known-rows.ts";
import type { RecordModel } from "./record.ts";
import { recordFields } from "./record-fields.ts";
import { recordFromRow } from "./record-values.ts";
import { findShownEmails } from "./shown-emails.ts";

interface Rows {
  readonly collection: Collection;
  readonly rows: readonly Row[];
  /** Where their texts are kept by what the client sees. */
  readonly texts?: (string | undefined)[] | null;
  /** Where what is made of each of them is kept. */
  readonly made?: KnownRow[];
}

/**
 * Rows of a collection as a JSON array for the client, with the `expand` and `fields` of its query. Records are made of them only
 * where hooks or relations need them. Throws a `FieldsSyntaxError` for bad `fields`.
 */
export async function presentRows(
  context: Context,
  request: RequestInfo,
  { collection, rows, texts = null, made = [] }: Rows,
): Promise<string> {
  const { expand = "", fields = "" } = request.query;
  if (expand !== "" || context.hooks.onRecordEnrich.concerns(recordFields(collection).tags)) {
    // Nobody but the texts sees the records.
    const isShared = fields === "" && context.hooks.onRecordEnrich.isEmpty;
    const records = isShared
      ? rows.map((row, index) => (made[index] ??= new KnownRow(collection, row)).record())
      : rows.map((row) => recordFromRow(collection, row));
    return jsonList(await presentAll(context, request, { records, isShared }));
  }
  const hidden = isSuperuser(request.auth);
  const picker = fields === "" ? null : fieldsPicker(context, fields);
  if (collection.type !== "auth") {
    const visibility = { hidden, email: true };
    const shape = rowShape(collection, visibility);
    if (picker === null && texts !== null) return (texts[shapeIndex(visibility)] ??= shape.listText(rows));
    if (picker === null && !isLarge(rows, recordFields(collection).large)) return shape.listText(rows);
    const write = (row: Row): string =>
      picker === null ? shape.text(row) : pickedText(picker, (wants) => shape.object(row, wants));
    return jsonList(await textsOf(context, request, { items: rows, write }));
  }
  const ids = rows.filter((row) => !hasVisibleEmail(row)).map(({ id }) => String(id));
  const shown = await findShownEmails(context, request, { collection, ids });
  const write = (row: Row): string => {
    const shape = rowShape(collection, { hidden, email: hasVisibleEmail(row) || shown.has(String(row["id"])) });
    return picker === null ? shape.text(row) : pickedText(picker, (wants) => shape.object(row, wants));
  };
  return jsonList(await textsOf(context, request, { items: rows, write }));
}

/** A few milliseconds of writing. */
const LARGE_LENGTH = 1024 * 1024;

/** Whether writing the rows in one go would hold up others. */
function isLarge(rows: readonly Row[], fields: readonly string[]): boolean {
  let length = 0;
  for (const row of rows) {
    for (const name of fields) {
      const value = row[name];
      if (typeof value === "string") length += value.length;
    }
    if (length > LARGE_LENGTH) return true;
  }
  return false;
}

/** One row likewise, as a JSON object. Without a promise where nothing has to be asked for. */
export function presentRow(
  context: Context,
  request: RequestInfo,
  { collection, known }: { readonly collection: Collection; readonly known: KnownRow },
): string | Promise<string> {
  const { expand = "", fields = "" } = request.query;
  const isPlain = expand === "" && fields === "" && collection.type !== "auth";
  if (isPlain && !context.hooks.onRecordEnrich.concerns(recordFields(collection).tags)) {
    return known.text({ hidden: isSuperuser(request.auth), email: true });
  }
  return presentRows(context, request, { collection, rows: [known.row] }).then((list) => list.slice(1, -1));
}

export function jsonList(items: readonly string[]): string {
  return `[${items.join(",")}]`;
}

/** One record likewise, as a JSON object. Without a promise where nothing has to be asked for. */
export function presentRecord(context: Context, request: RequestInfo, record: RecordModel): string | Promise<string> {
  const { expand = "", fields = "" } = request.query;
  const { collection } = record;
  const isPlain = expand === "" && fields === "" && collection.type !== "auth" && !record.hasOwnVisibility;
  if (isPlain && !context.hooks.onRecordEnrich.concerns(recordFields(collection).tags)) {
    return recordText(record, isSuperuser(request.auth));
  }
  return presentRecords(context, request, [record]).then(([text = ""]) => text);
}

/** Records of one collection as JSON texts for the client, enriched and with the `expand` and `fields` of its query. */
export function presentRecords(
  context: Context,
  request: RequestInfo,
  records: readonly RecordModel[],
): Promise<string[]> {
  return presentAll(context, request, { records, isShared: false });
}

interface Presented {
  readonly records: readonly RecordModel[];
  /** Whether they and what they are expanded to may have values of other requests, because nobody changes them. */
  readonly isShared: boolean;
}

async function presentAll(context: Context, request: RequestInfo, { records, isShared }: Presented): Promise<string[]> {
  const { fields = "" } = request.query;
  await enrichAll(context, request, { records, isShared });
  const hidden = isSuperuser(request.auth);
  if (fields === "")
    return textsOf(context, request, { items: records, write: (record) => recordText(record, hidden) });
  const picker = fieldsPicker(context, fields);
  const write = (record: RecordModel): string => pickedText(picker, (wants) => recordObject(record, hidden, wants));
  return textsOf(context, request, { items: records, write });
}

/** What `presentRecords` does before it writes the texts: runs the enrich hooks and expands relations. */
export function enrichForAnswer(
  context: Context,
  request: RequestInfo,
  records: readonly RecordModel[],
): Promise<void> {
  return enrichAll(context, request, { records, isShared: false });
}

async function enrichAll(context: Context, request: RequestInfo, { records, isShared }: Presented): Promise<void> {
  try {
    await enrichRecords(context, request, { records, expand: request.query["expand"] ?? "", isShared });
  } catch (error) {
    throw enrichFailure(context, error, records.length === 1 ? "record" : "records");
  }
}

/** A plain error of a hook file is the server's fault here, as in PocketBase. */
function enrichFailure({ hookFileErrors }: Context, error: unknown, what: string): unknown {
  const isPlain = error instanceof Error && hookFileErrors.has(error) && !(error instanceof ApiError);
  if (!isPlain) return error;
  const data = error instanceof ValidationError ? error.errors : {};
  return internalServerError(`Failed to enrich ${what}.`, { cause: error, data });
}

interface Written<Item> {
  readonly items: readonly Item[];
  readonly write: (item: Item) => string;
}

/** One after another with pauses. */
async function textsOf<Item>(
  context: Context,
  request: RequestInfo,
  { items, write }: Written<Item>,
): Promise<string[]> {
  const [first] = items;
  if (first === undefined) return [];
  const texts = [write(first)];
  if (items.length === 1) return texts;
  const turns = request.turns ?? context.turns;
  for (let index = 1; index < items.length; index++) {
    const pause = turns.pause();
    if (pause !== null) await pause;
    texts.push(write(items[index] as Item));
  }
  return texts;
}

/** Clients ask for the same fields again and again. Longer texts than this are not remembered. */
const MAX_REMEMBERED_LENGTH = 300;
const MAX_PICKERS = 100;
const pickers = new WeakMap<Context["database"], LruMap<string, FieldsPicker>>();

function fieldsPicker({ database }: Context, fields: string): FieldsPicker {
  if (fields.length > MAX_REMEMBERED_LENGTH) return parseFields(fields);
  let remembered = pickers.get(database);
  if (remembered === undefined) pickers.set(database, (remembered = new LruMap(MAX_PICKERS)));
  const known = remembered.get(fields);
  if (known !== undefined) return known;
  const picker = parseFields(fields);
  remembered.set(fields, picker);
  return picker;
}

/** What is picked goes through a generic map in PocketBase, so its keys are sorted at every depth, those of points too. */
function pickedText(picker: FieldsPicker, read: (wants: (key: string) => boolean) => Record<string, unknown>): string {
  const picked = picker.pick(read((key) => picker.wants(key))) as Record<string, unknown>;
  const isFlat = Object.values(picked).every((value) => typeof value !== "object" || value === null);
  return isFlat ? JSON.stringify(picked) : jsonText(picked);
}

function hasVisibleEmail(row: Row): boolean {
  const isVisible = row["emailVisibility"];
  return isVisible === 1 || isVisible === true;
}
