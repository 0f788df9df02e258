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
  readonly files?: SentFiles | undefined;
}

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const MAX_URL_BYTES = 2000;
const required: FieldError = { code: "validation_required", message: "Cannot be blank." };

/**
 * The requests of a batch's body, with the files that were sent for them as `requests.N.field` or `requests[N].field`. Throws a
 * 400 for what has not the form of a batch, or has too many requests.
 */
export function parseBatch({ body, files }: Pick<RequestInfo, "body" | "files">, maxRequests: number): BatchRequest[] {
  const requests = body["requests"] ?? [];
  if (!Array.isArray(requests)) throw unreadable("requests is no list");
  // Before each is looked at: a body has room for half a million.
  if (requests.length > maxRequests) throw invalidBatch(tooLong(maxRequests));
  const sent = files === undefined || files.size === 0 ? null : filesByRequest(files);
  return requests.map((item: unknown, index) => {
    if (!isObject(item)) throw unreadable(`request ${index} is no object`);
    return {
      method: text(item["method"], "method"),
      url: text(item["url"], "url"),
      headers: headers(item["headers"]),
      body: object(item["body"], "body"),
      files: sent?.get(String(index)),
    };
  });
}

/** Throws a 400 with the errors of each request. */
export function checkBatch(requests: readonly BatchRequest[]): void {
  const errors = errorsOf(requests);
  if (errors === null) return;
  throw invalidBatch(errors);
}

function invalidBatch(errors: FieldError | FieldErrors): Error {
  const data: FieldErrors = { requests: errors };
  return badRequest("Invalid batch request data.", { data, cause: new ValidationError(data) });
}

function errorsOf(requests: readonly BatchRequest[]): FieldError | FieldErrors | null {
  if (requests.length === 0) return required;
  const errors: Record<string, FieldErrors> = {};
  for (let index = 0; index < requests.length; index += 1) {
    const request = requests[index];
    if (request !== undefined && !isGood(request)) errors[String(index)] = checkRequest(request);
  }
  return Object.keys(errors).length === 0 ? null : errors;
}

function isGood({ method, url }: BatchRequest): boolean {
  return METHODS.has(method) && url !== "" && Buffer.byteLength(url) <= MAX_URL_BYTES;
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

const FILE_KEY = /^requests(?:\.(\d{1,9})\.|\[(\d{1,9})\]\.)/;

/** By the request's index. What came as `requests.N.field` goes before `requests[N].field`. */
function filesByRequest(sent: SentFiles): Map<string, Map<string, UnsavedFile[]>> {
  const requests = new Map<string, Map<string, UnsavedFile[]>>();
  const keys = [...sent.keys()].map((key) => ({ key, match: FILE_KEY.exec(key) }));
  const ordered = [
    ...keys.filter(({ match }) => match?.[1] !== undefined),
    ...keys.filter(({ match }) => match?.[2] !== undefined),
  ];
  for (const { key, match } of ordered) {
    const index = match?.[1] ?? match?.[2] ?? "";
    const files = requests.get(index) ?? new Map<string, UnsavedFile[]>();
    const name = key.slice(match?.[0].length);
    files.set(name, [...(files.get(name) ?? []), ...(sent.get(key) ?? [])]);
    requests.set(index, files);
  }
  return requests;
}

function text(value: unknown, name: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw unreadable(`${name} is no text`);
  return value;
}

function headers(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
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
