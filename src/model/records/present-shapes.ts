import type { Row, SqlValue } from "../../database/engine.ts";
import type { Collection } from "../collections/collection.ts";
import { LruMap } from "../../lib/lru-map.ts";
import { JsonText, type FieldBase, type FieldValue } from "../fields/field.ts";
import { fieldType } from "../fields/registry.ts";
import type { RecordModel, RowVisibility } from "./record.ts";
import { JsonShape, type ShapePart } from "./json-shape.ts";

/** The shapes of one collection by visibility. */
interface CollectionShapes {
  readonly rows: (JsonShape<Row> | undefined)[];
  readonly rowsBeforeExpand: (JsonShape<Row> | undefined)[];
  readonly records: (JsonShape<RecordModel> | undefined)[];
  readonly unexpanded: (JsonShape<RecordModel> | undefined)[];
}

const shapes = new WeakMap<Collection, CollectionShapes>();

/** Writes rows as the database gives them. */
export function rowShape(collection: Collection, visibility: RowVisibility): JsonShape<Row> {
  return (shapesOf(collection).rows[shapeIndex(visibility)] ??= new JsonShape(rowParts(collection, visibility)));
}

/** Writes the part of rows that comes before the key `expand`. */
export function shapeBeforeExpand(collection: Collection, visibility: RowVisibility): JsonShape<Row> {
  return (shapesOf(collection).rowsBeforeExpand[shapeIndex(visibility)] ??= new JsonShape(
    rowParts(collection, visibility).filter(({ key }) => key < "expand"),
  ));
}

function rowParts(collection: Collection, visibility: RowVisibility): ShapePart<Row>[] {
  return [...visibleFields(collection, visibility).map(rowPart), ...constantParts(collection)];
}

/** Writes records with what they were expanded to, but without what hooks added to or hid from one of them. */
export function recordShape(collection: Collection, visibility: RowVisibility): JsonShape<RecordModel> {
  return (shapesOf(collection).records[shapeIndex(visibility)] ??= new JsonShape([
    ...recordParts(collection, visibility),
    expandPart(visibility.hidden),
  ]));
}

/** Writes records that nothing was expanded of: in one piece, where no field is JSON. */
function unexpandedShape(collection: Collection, visibility: RowVisibility): JsonShape<RecordModel> {
  return (shapesOf(collection).unexpanded[shapeIndex(visibility)] ??= new JsonShape(
    recordParts(collection, visibility),
  ));
}

function recordParts(collection: Collection, visibility: RowVisibility): ShapePart<RecordModel>[] {
  return [...visibleFields(collection, visibility).map(recordPart), ...constantParts(collection)];
}

function shapesOf(collection: Collection): CollectionShapes {
  const known = shapes.get(collection);
  if (known !== undefined) return known;
  const created = { rows: [], rowsBeforeExpand: [], records: [], unexpanded: [] };
  shapes.set(collection, created);
  return created;
}

export function shapeIndex({ hidden, email }: RowVisibility): number {
  return (hidden ? 2 : 0) + (email ? 1 : 0);
}

/** The record as JSON text. `showsHidden`: the hidden fields of it and of the records it was expanded to too. */
export function recordText(record: RecordModel, showsHidden: boolean): string {
  if (record.hasOwnVisibility || hasShownCustom(record)) {
    return JSON.stringify(recordObject(record, showsHidden));
  }
  const { known, expand } = record;
  const visibility = { hidden: showsHidden, email: showsEmail(record) };
  if (known === null) {
    const shapeOf = expand === null ? unexpandedShape : recordShape;
    return shapeOf(record.collection, visibility).text(record);
  }
  return expand === null ? known.text(visibility) : known.textWith(expandText(expand, showsHidden), visibility);
}

/** The record as a plain object of JSON values with sorted keys, as hooks left it. */
export function recordObject(
  record: RecordModel,
  showsHidden: boolean,
  wants: (key: string) => boolean = () => true,
): Record<string, unknown> {
  const { collection, visibility } = record;
  const custom = record.showsCustom ? record.custom : {};
  const shape = recordShape(collection, { hidden: showsHidden, email: showsEmail(record) });
  if (visibility.size === 0 && Object.keys(custom).length === 0) return shape.object(record, wants);
  const object = shape.object(record, (key) => visibility.get(key) !== false && wants(key));
  for (const [key, value] of Object.entries(custom))
    if (visibility.get(key) !== false && wants(key)) object[key] = value;
  for (const field of collection.fields) {
    const isShown = visibility.get(field.name) === true && !isSecret(collection, field) && wants(field.name);
    if (isShown && !(field.name in object) && !isHiddenEmail(record, field)) {
      const { isRaw, read } = recordPart(field);
      object[field.name] = isRaw ? (JSON.parse(String(read(record))) as unknown) : read(record);
    }
  }
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function hasShownCustom({ custom, showsCustom }: RecordModel): boolean {
  if (showsCustom) for (const key in custom) if (Object.hasOwn(custom, key)) return true;
  return false;
}

/** Whether the email of the record may be shown; true for records without one. */
export function showsEmail(record: RecordModel): boolean {
  return record.showsEmail || record.values["emailVisibility"] === true || record.collection.type !== "auth";
}

function isHiddenEmail(record: RecordModel, field: FieldBase): boolean {
  return field.name === "email" && !showsEmail(record);
}

function expandPart(showsHidden: boolean): ShapePart<RecordModel> {
  const read = ({ expand }: RecordModel): string | null => (expand === null ? null : expandText(expand, showsHidden));
  return { key: "expand", isRaw: true, read };
}

function expandText(expand: NonNullable<RecordModel["expand"]>, showsHidden: boolean): string {
  const keys = Object.keys(expand);
  const entries = (keys.length > 1 ? keys.sort() : keys).map((key) => {
    const related = expand[key];
    if (related === undefined) return "";
    const text = Array.isArray(related)
      ? `[${related.map((record) => recordText(record, showsHidden)).join(",")}]`
      : recordText(related, showsHidden);
    return `${JSON.stringify(key)}:${text}`;
  });
  return `{${entries.join(",")}}`;
}

function visibleFields(collection: Collection, visibility: RowVisibility): FieldBase[] {
  return collection.fields.filter((field) => {
    if (isSecret(collection, field) || (field.hidden && !visibility.hidden)) return false;
    return visibility.email || collection.type !== "auth" || field.name !== "email";
  });
}

/** Nobody ever sees the password and the token key of auth records. */
function isSecret(collection: Collection, field: FieldBase): boolean {
  return collection.type === "auth" && (field.name === "password" || field.name === "tokenKey");
}

function constantParts({ id, name }: Collection): ShapePart<unknown>[] {
  return [
    { key: "collectionId", read: () => id },
    { key: "collectionName", read: () => name },
  ];
}

function recordPart(field: FieldBase): ShapePart<RecordModel> {
  const { name: key } = field;
  if (field.type === "json") return { key, isRaw: true, read: (record) => jsonOf(record.values[key] ?? null) };
  const type = fieldType(field);
  if (type.toJson === undefined) return { key, read: (record) => record.values[key] };
  return { key, read: (record) => type.toJson?.(field, record.values[key] ?? null) };
}

function rowPart(field: FieldBase): ShapePart<Row> {
  const { name: key } = field;
  const type = fieldType(field);
  if (field.type === "json")
    return { key, isRaw: true, read: (row) => jsonOf(type.fromColumn(field, row[key] ?? null)) };
  const convert = (value: SqlValue): unknown => {
    const converted = type.fromColumn(field, value);
    return type.toJson === undefined ? converted : type.toJson(field, converted);
  };
  if (type.hasFewValues === true) return { key, read: remembered(key, convert) };
  const { isJsonValue } = type;
  if (isJsonValue === undefined) return { key, read: (row) => convert(row[key] ?? null) };
  return {
    key,
    read: (row) => {
      const value = row[key] ?? null;
      return isJsonValue(value) ? value : convert(value);
    },
  };
}

const MAX_REMEMBERED = 1000;
const MAX_REMEMBERED_LENGTH = 100;

/** Each text is converted once, while it is remembered. */
function remembered(key: string, convert: (value: SqlValue) => unknown): (row: Row) => unknown {
  const known = new LruMap<string, unknown>(MAX_REMEMBERED);
  return (row) => {
    const value = row[key] ?? null;
    if (typeof value !== "string" || value.length > MAX_REMEMBERED_LENGTH) return convert(value);
    const before = known.get(value);
    if (before !== undefined) return before;
    const converted = convert(value);
    known.set(value, converted);
    return converted;
  };
}

function jsonOf(value: FieldValue): string {
  return value instanceof JsonText ? withoutLineBreaks(value.text) : "null";
}

/** White space between values may stay, but a line break would end a line of an event stream. */
function withoutLineBreaks(json: string): string {
  return /[\r\n]/.test(json) ? json.replaceAll(/[\r\n]+/g, " ") : json;
}
