import { badRequest } from "../lib/api-error.ts";
import { parseFirstJson } from "../lib/first-json.ts";
import { JsonDepthError } from "../lib/json-depth.ts";
import { inferValue } from "../lib/infer-value.ts";
import { createUnsavedFile } from "../model/records/unsaved-file.ts";
import { limitedChunks } from "./middleware/body-limit.ts";
import { readMultipart } from "./multipart-body.ts";
import type { BodyLimits } from "./multipart-body.ts";

export interface ParsedBody {
  readonly body: Record<string, unknown>;
  /** What holds temporary files for the body, to be disposed when the request is over. */
  readonly resource: AsyncDisposable | null;
}

const JSON_PAYLOAD = "@jsonPayload";

/**
 * The parsed body: JSON, multipart (its files as lists of `UnsavedFile`) or a URL-encoded form. An absent body is empty.
 * A malformed one is a 400 whose cause is a `SyntaxError`; other content types are refused.
 */
export async function parseBody(request: Request, query: URLSearchParams, limits: BodyLimits): Promise<ParsedBody> {
  const { maxBytes } = limits;
  if (request.body === null || request.headers.get("content-length") === "0") return { body: {}, resource: null };
  const contentType = request.headers.get("content-type") ?? "";
  if (contentType.startsWith("application/json")) {
    return { body: parseJson(await readText(request, maxBytes)), resource: null };
  }
  if (contentType.startsWith("multipart/form-data")) return parseMultipartBody(request, query, limits);
  if (contentType.startsWith("application/x-www-form-urlencoded")) {
    const form = new URLSearchParams(await readText(request, maxBytes));
    return { body: formBody([...form, ...query]), resource: null };
  }
  throw badRequest("Unsupported Content-Type");
}

async function readText(request: Request, maxBytes: number | null): Promise<string> {
  // A declared length was checked against the limit before; Bun reads no more than it.
  if (request.headers.get("content-length") !== null) return request.text();
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of limitedChunks(request, maxBytes)) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function parseJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseFirstJson(text);
  } catch (cause) {
    if (cause instanceof JsonDepthError) throw badRequest(cause.message, { cause });
    throw badRequest("", { cause });
  }
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw badRequest("", { cause: new SyntaxError("the body is not a JSON object") });
  }
  return value as Record<string, unknown>;
}

async function parseMultipartBody(request: Request, query: URLSearchParams, limits: BodyLimits): Promise<ParsedBody> {
  const contentType = request.headers.get("content-type") ?? "";
  const form = await readMultipart(request, contentType, limits);
  try {
    const values = [...form.values].flatMap(([name, list]) => list.map((value): [string, string] => [name, value]));
    const body = formBody([...values, ...query]);
    for (const [name, files] of form.files) {
      const unsaved = await Promise.all(
        files.map(({ originalName, content }) => createUnsavedFile(originalName, content)),
      );
      const kept = Object.hasOwn(body, name) ? [body[name]].flat() : [];
      body[name] = [...kept, ...unsaved];
    }
    return { body, resource: form };
  } catch (error) {
    await form[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Single values on their own, repeated ones as lists; the objects under `@jsonPayload` are merged in as they are. As in Go, the
 * query counts as part of a form, behind its own values.
 */
function formBody(entries: readonly (readonly [string, string])[]): Record<string, unknown> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of entries) lists.set(name, [...(lists.get(name) ?? []), value]);
  const body: Record<string, unknown> = {};
  for (const [name, list] of lists) {
    if (name === JSON_PAYLOAD) continue;
    body[name] = list.length === 1 ? inferValue(list[0] ?? "") : list.map(inferValue);
  }
  for (const payload of lists.get(JSON_PAYLOAD) ?? []) Object.assign(body, parseJson(payload));
  return body;
}
