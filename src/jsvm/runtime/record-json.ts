import { escapedTexts } from "./escaped-texts.ts";
import { fileNameOf } from "./file.ts";
import { GeoPoint } from "./geo-point.ts";
import type { CollectionType, FieldData } from "./collection-type.ts";
import { HostDateTime } from "./date-time.ts";
import { jsonRaw } from "./values.ts";

/** What is to be shown of a record. */
export interface ShownRecord {
  readonly type: CollectionType;
  readonly values: Readonly<Record<string, unknown>>;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly visibility: Readonly<Record<string, boolean>>;
  readonly expand: Readonly<Record<string, unknown>> | null;
  readonly showsEmail: boolean;
}

/** A record as clients would see it. `isRaw` leaves dates and JSON fields in the forms that scripts get them in. */
export function exportRecord(record: ShownRecord, isRaw: boolean): Record<string, unknown> {
  const { type, values, custom, visibility, expand } = record;
  const shown: Record<string, unknown> = {};
  for (const field of type.data.fields) {
    if (isVisible(record, field)) shown[field.name] = shownValue(field, values[field.name], isRaw);
  }
  for (const [name, value] of Object.entries(custom)) if (visibility[name] !== false) shown[name] = value;
  if (visibility["collectionId"] !== false) shown["collectionId"] = type.data.id;
  if (visibility["collectionName"] !== false) shown["collectionName"] = type.data.name;
  if (expand !== null && visibility["expand"] !== false) shown["expand"] = expand;
  return shown;
}

/** The same in the order of its names, as Go writes maps; `isEscaped` for `JSON.stringify`, with the characters escaped that Go escapes. */
export function recordJson(record: ShownRecord, isEscaped: boolean): Record<string, unknown> {
  const entries = Object.entries(exportRecord(record, false)).sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = Object.fromEntries(entries);
  return isEscaped ? (escapedTexts(shown) as Record<string, unknown>) : shown;
}

/** The same for Go's own writer, with JSON as it is stored. */
export function recordEntries(record: ShownRecord): [string, unknown][] {
  return Object.entries(exportRecord(record, true)).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isVisible({ type, values, visibility, showsEmail }: ShownRecord, { name, hidden }: FieldData): boolean {
  if (type.data.type === "auth") {
    if (name === "password" || name === "tokenKey") return false;
    if (name === "email" && !showsEmail && values["emailVisibility"] !== true) return false;
  }
  return visibility[name] ?? hidden !== true;
}

function shownValue({ type }: FieldData, value: unknown, isRaw: boolean): unknown {
  if (type === "json") {
    const text = typeof value === "string" ? value : "null";
    return isRaw ? jsonRaw(text) : (JSON.parse(text) as unknown);
  }
  if (type === "date" || type === "autodate") return isRaw ? new HostDateTime(value) : value;
  if (type === "geoPoint" && isRaw) return GeoPoint.of(value);
  if (type === "file") return Array.isArray(value) ? value.map(fileNameOf) : fileNameOf(value);
  return value;
}
