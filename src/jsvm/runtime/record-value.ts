import { textsOf } from "./go-casts.ts";
import { fileOf, HostFile } from "./file.ts";
import { GeoPoint } from "./geo-point.ts";
import type { RecordState } from "./record-state.ts";
import { HostDateTime } from "./date-time.ts";
import { jsonRaw, jsonRawText } from "./values.ts";

/** What the value of a field, or what was set besides fields, is to scripts. */
export function scriptValue(state: RecordState, name: string): unknown {
  const field = state.type.fields.get(name);
  const value = field === undefined ? state.custom[name] : state.values[name];
  switch (field?.type) {
    case undefined:
      return special(state, name) ?? value ?? null;
    case "json":
      return jsonRaw(typeof value === "string" ? value : "null");
    case "date":
    case "autodate":
      return new HostDateTime(value);
    case "geoPoint":
      return GeoPoint.of(value);
    case "password":
      return plainPassword(value);
    case "file":
      return fileOf(value);
    default:
      return Array.isArray(value) ? [...(value as unknown[])] : value;
  }
}

/** `name:unsaved` gives the files of a field that are not stored yet, `password:hash` the hash of a stored password. */
function special(state: RecordState, key: string): unknown {
  const [name = "", modifier] = key.split(":");
  if (modifier === undefined) return undefined;
  const type = state.type.fields.get(name)?.type;
  const value = state.values[name];
  if (type === "password" && modifier === "hash") return typeof value === "string" ? value : "";
  if (type !== "file" || (modifier !== "unsaved" && modifier !== "uploaded")) return undefined;
  return [fileOf(value)].flat().filter((item) => item instanceof HostFile);
}

/** As it was set, until it is saved. */
function plainPassword(value: unknown): string {
  return typeof value === "object" && value !== null && "plain" in value ? String(value.plain) : "";
}

/** The texts of a value. Of JSON, and of what writes itself as JSON, only lists of texts have some. */
export function textsOfValue(value: unknown): string[] {
  if (value instanceof HostDateTime) return [];
  const json = Array.isArray(value) ? jsonRawText(value) : null;
  if (json === null) return textsOf(value);
  const parsed: unknown = JSON.parse(json);
  return Array.isArray(parsed) ? textsOf(parsed.filter((item) => typeof item === "string")) : [];
}
