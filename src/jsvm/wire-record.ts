import type { Collection } from "../model/collections/collection.ts";
import { type FieldValue, JsonText, type UnsavedFile } from "../model/fields/field.ts";
import { isUnsavedFile } from "../model/fields/file.ts";
import { recordFields } from "../model/records/record-fields.ts";
import { setValue } from "../model/records/record-values.ts";
import { RecordModel } from "../model/records/record.ts";
import type { SentRecord, WireFile, WireRecord } from "./wire.ts";

/** What a frame knows that records need on their way. */
export interface RecordLinks {
  keyOf(collection: Collection): number;
  collectionOf(key: number): Collection;
  encodeFile(file: UnsavedFile): WireFile;
  file(key: number): UnsavedFile;
}

/** The record as realms get it. */
export function encodeRecord(record: RecordModel, links: RecordLinks): SentRecord {
  const { collection, values, original, found, custom, expand, visibility, showsEmail } = record;
  const sent: SentRecord = {
    collection: links.keyOf(collection),
    values: encodeValues(values, links),
    original: original === null ? null : isSame(values, original) ? true : encodeValues(original, links),
  };
  if (found !== original) sent.found = found === null ? null : encodeValues(found, links);
  if (Object.keys(custom).length > 0) {
    sent.custom = custom;
    sent.showsCustom = record.showsCustom;
  }
  if (visibility.size > 0) sent.visibility = Object.fromEntries(visibility);
  if (showsEmail) sent.showsEmail = true;
  if (expand !== null) sent.expand = encodeExpand(expand, links);
  return sent;
}

/** The record that a realm holds by itself, with what it set. */
export function decodeRecord(sent: WireRecord, links: RecordLinks): RecordModel {
  const collection = links.collectionOf(sent.collection);
  const values = decodeValues(collection, sent.values, links);
  const original =
    sent.original === null
      ? null
      : sent.original === true
        ? { ...values }
        : decodeStored(collection, sent.original, links);
  const record = new RecordModel(collection, values, original);
  if (sent.found !== undefined) record.found = sent.found === null ? null : decodeValues(collection, sent.found, links);
  applyChanges(record, sent, links);
  return record;
}

/** Has what a realm set take effect in the record. */
export function applyChanges(record: RecordModel, sent: WireRecord, links: RecordLinks): void {
  for (const [key, raw, hasFiles] of sent.set ?? []) {
    const value = hasFiles === true ? decodeFiles(raw, links) : raw;
    if (!setValue(record, key, value)) record.custom[key] = value;
    else if (recordFields(record.collection).byName.get(key)?.type.type === "autodate") setDate(record, key, value);
  }
  if (sent.custom !== undefined) record.custom = { ...sent.custom };
  if (sent.showsCustom !== undefined) record.showsCustom = sent.showsCustom;
  if (sent.visibility !== undefined) {
    record.visibility.clear();
    for (const [key, isShown] of Object.entries(sent.visibility)) record.visibility.set(key, isShown);
  }
  if (sent.showsEmail !== undefined) record.showsEmail = sent.showsEmail;
  if (sent.isNew === true) record.original = null;
  // Of a row that a script says is there, the id alone is known: all else is written.
  else if (sent.isNew === false && record.original?.["id"] !== record.id) record.original = { id: record.id };
  if (sent.expand !== undefined) record.expand = sent.expand === null ? null : decodeExpand(sent.expand, links);
}

/** Clients can't set such dates, code can. */
function setDate(record: RecordModel, key: string, raw: unknown): void {
  const bound = recordFields(record.collection).byName.get(key);
  if (bound !== undefined) record.values[key] = bound.type.normalize(bound.field, raw);
}

function isSame(values: Readonly<Record<string, FieldValue>>, others: Readonly<Record<string, FieldValue>>): boolean {
  for (const key in values) if (values[key] !== others[key]) return false;
  return true;
}

function encodeValues(values: Readonly<Record<string, FieldValue>>, links: RecordLinks): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) sent[name] = encodeValue(value, links);
  return sent;
}

function encodeValue(value: FieldValue, links: RecordLinks): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return value.map((item: FieldValue) => encodeValue(item, links));
  return isUnsavedFile(value) ? links.encodeFile(value) : value;
}

function decodeValues(
  collection: Collection,
  sent: Readonly<Record<string, unknown>>,
  links: RecordLinks,
): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  for (const { name, field, type } of recordFields(collection).fields) {
    const value = sent[name];
    if (value === undefined) values[name] = type.zero(field);
    else if (type.type === "json") values[name] = typeof value === "string" ? new JsonText(value) : null;
    else values[name] = (type.type === "file" ? decodeFiles(value, links) : value) as FieldValue;
  }
  return values;
}

/** What is known of a row. */
function decodeStored(
  collection: Collection,
  sent: Readonly<Record<string, unknown>>,
  links: RecordLinks,
): Record<string, FieldValue> {
  const known = Object.entries(decodeValues(collection, sent, links)).filter(([name]) => sent[name] !== undefined);
  return Object.fromEntries(known);
}

function decodeFiles(value: unknown, links: RecordLinks): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => decodeFiles(item, links));
  const isFile = typeof value === "object" && value !== null && "file" in value && typeof value.file === "number";
  return isFile ? links.file(value.file as number) : value;
}

type Expand = NonNullable<RecordModel["expand"]>;

function encodeExpand(expand: Expand, links: RecordLinks): NonNullable<SentRecord["expand"]> {
  const entries = Object.entries(expand).map(([key, related]) => [
    key,
    Array.isArray(related) ? related.map((one) => encodeRecord(one, links)) : encodeRecord(related, links),
  ]);
  return Object.fromEntries(entries) as NonNullable<SentRecord["expand"]>;
}

function decodeExpand(expand: NonNullable<WireRecord["expand"]>, links: RecordLinks): Expand {
  const entries = Object.entries(expand).map(([key, related]) => [
    key,
    Array.isArray(related) ? related.map((one) => decodeRecord(one, links)) : decodeRecord(related, links),
  ]);
  return Object.fromEntries(entries) as Expand;
}
