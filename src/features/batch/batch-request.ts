import { ValidationError, badRequest, type FieldError, type FieldErrors } from "../../lib/api-error.ts";
import type { UnsavedFile } from "../../model/fields/field.ts";
import type { RequestInfo, SentFiles } from "../../model/request-info.ts";

/** One request of a batch. */
export interface BatchRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** The files that were sent for it, by field. */
  readonly files?: SentFiles;
}

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const MAX_URL_BYTES = 2000;
const required: FieldError = { code: "validation_required", message: "Cannot be blank." };

/**
 * The requests of a batch's body, with the files that were sent for them as `requests.N.field` or `requests[N].field`. Throws a
 * 400 for what has not the form of a batch.
 */
export function parseBatch({ body, files }: Pick<RequestInfo, "body" | "files">): BatchRequest[] {
  const requests = body["requests"] ?? [];
  if (!Array.isArray(requests)) throw unreadable("requests is no list");
  return requests.map((item: unknown, index) => {
    if (!isObject(item)) throw unreadable(`request ${index} is no object`);
    return {
      method: text(item["method"], "method"),
      url: text(item["url"], "url"),
      headers: headers(item["headers"]),
      body: object(item["body"], "body"),
      files: filesOf(files, index),
    };
  });
}

/** Throws a 400 with the errors of each request. */
export function checkBatch(requests: readonly BatchRequest[], maxRequests: number): void {
  const errors = errorsOf(requests, maxRequests);
  if (errors === null) return;
  const data: FieldErrors = { requests: errors };
  throw badRequest("Invalid batch request data.", { data, cause: new ValidationError(data) });
}

function errorsOf(requests: readonly BatchRequest[], maxRequests: number): FieldError | FieldErrors | null {
  if (requests.length === 0) return required;
  if (requests.length > maxRequests) return tooLong(maxRequests);
  const errors: Record<string, FieldErrors> = {};
  for (const [index, request] of requests.entries()) {
    const found = checkRequest(request);
    if (Object.keys(found).length > 0) errors[String(index)] = found;
  }
  return Object.keys(errors).length === 0 ? null : errors;
}

function checkRequest({ method, url }: BatchRequest): Record<string, FieldError> {
  const errors: Record<string, FieldError> = {};
  if (method === "") errors["method"] = required;
  else if (!METHODS.has(method)) {
    errors["method"] = { code: "validation_in_invalid", message: "Must be a valid value." };
  }
  if (url === "") errors["url"] = required;
  else if (Buffer.byteLength(url) > MAX_URL_BYTES) errors["url"] = tooLong(MAX_URL_BYTES);
  return errors;
}

function tooLong(max: number): FieldError {
  return {
    code: "validation_length_too_long",
    message: `The length must be no more than ${max}.`,
    params: { max, min: 0 },
  };
}

function filesOf(sent: SentFiles | undefined, index: number): SentFiles {
  const files = new Map<string, UnsavedFile[]>();
  for (const prefix of [`requests.${index}.`, `requests[${index}].`]) {
    for (const [key, list] of sent ?? []) {
      if (!key.startsWith(prefix)) continue;
      const name = key.slice(prefix.length);
      files.set(name, [...(files.get(name) ?? []), ...list]);
    }
  }
  return files;
}

function text(value: unknown, name: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw unreadable(`${name} is no text`);
  return value;
}

function headers(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object(value, "headers")).map(([name, header]) => [name, text(header, `header ${name}`)]),
  );
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw unreadable(`${name} is no object`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(reason: string): Error {
  return badRequest("Failed to read the submitted batch data.", { cause: new SyntaxError(reason) });
}
