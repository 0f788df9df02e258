import type { SqlValue } from "../../database/engine.ts";
import { toText } from "../../lib/convert.ts";
import { jsonText } from "../../lib/json-text.ts";
import type { PlainPassword } from "../fields/field.ts";
import { JsonText } from "../fields/field.ts";
import type { RequestInfo } from "../request-info.ts";
import type { RecordModel } from "../records/record.ts";

/** The `@request.auth` fields that are known without a look at the database. */
export const PLAIN_AUTH_FIELDS: ReadonlySet<string> = new Set([
  "id",
  "collectionId",
  "collectionName",
  "email",
  "emailVisibility",
  "verified",
]);

/** The value at a path below `@request`; undefined where there is none. */
export function requestValue(request: RequestInfo, path: readonly string[]): unknown {
  const [root = "", ...keys] = path;
  switch (root) {
    case "context":
    case "method":
      return keys.length === 0 ? request[root] : undefined;
    case "query":
    case "headers":
    case "body":
      return nestedValue(request[root], keys);
    case "auth":
      return request.auth === null ? null : authValue(request.auth, keys);
    default:
      return undefined;
  }
}

function authValue(auth: RecordModel, [name = "", ...others]: readonly string[]): unknown {
  if (others.length > 0 || !PLAIN_AUTH_FIELDS.has(name)) return undefined;
  if (name === "collectionId") return auth.collection.id;
  if (name === "collectionName") return auth.collection.name;
  return auth.values[name];
}

function nestedValue(root: unknown, keys: readonly string[]): unknown {
  let value = root;
  for (const key of keys) {
    if (value instanceof JsonText) value = value.toJSON();
    if (Array.isArray(value)) value = /^[+-]?\d+$/.test(key) ? (value[Number(key)] as unknown) : undefined;
    else if (typeof value === "object" && value !== null && Object.hasOwn(value, key))
      value = (value as Readonly<Record<string, unknown>>)[key];
    else return undefined;
  }
  return value;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A request value as the database gets it. A text that stands for a number field counts as a number, as forms send it. */
export function requestParameter(value: unknown, isNumberField: boolean): SqlValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return isNumberField && NUMBER.test(value) ? Number(value) : value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return value;
  return isPlainPassword(value) ? value.plain : jsonOf(value);
}

function isPlainPassword(value: unknown): value is PlainPassword {
  return typeof value === "object" && value !== null && "plain" in value && typeof value.plain === "string";
}

/** As PocketBase encodes what is no plain value. */
export function jsonOf(value: unknown): string {
  return value instanceof JsonText ? value.text : jsonText(value);
}

/** The items of a body value: a single value is a list of one, null an empty one. */
export function bodyItems(request: RequestInfo, field: string): readonly unknown[] {
  const value = request.body[field];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** A body value as text; lists and objects are "". */
export function bodyText(request: RequestInfo, field: string): string {
  return toText(request.body[field]);
}
