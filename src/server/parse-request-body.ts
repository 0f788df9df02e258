import { badRequest } from "../lib/api-error.ts";
import { parsePairs } from "../lib/form-pairs.ts";
import { inferValue } from "../lib/infer-value.ts";
import { parseLargeJson } from "../lib/large-json.ts";
import { LimitError, countText } from "../lib/limit-error.ts";
import type { UnsavedFile } from "../model/fields/field.ts";
import { createUnsavedFile } from "../model/records/unsaved-file.ts";
import type { SentFiles } from "../model/request-info.ts";
import { limitedChunks } from "./middleware/body-limit.ts";
import { readMultipart } from "./multipart-body.ts";
import type { BodyOptions } from "./multipart-body.ts";

export interface ParsedBody {
  readonly body: Record<string, unknown>;
  readonly files?: SentFiles;
  /** What holds temporary files for the body, to be disposed when the request is over. */
  readonly resource: AsyncDisposable | null;
}

/** Only forms need it. */
type QueryReader = () => URLSearchParams;

const JSON_PAYLOAD = "@jsonPayload";
/** Of a body itself, not of what its values hold: no collection has so many fields. */
const MAX_NAMES = 10_000;

/**
 * The parsed body: JSON, multipart (with its files apart) or a URL-encoded form. An absent body is empty.
 * A malformed one is a 400 whose cause is a `SyntaxError`, one that holds too much a 400 that names the limit; other content
 * types are refused.
 */
export async function parseBody(request: Request, query: QueryReader, options: BodyOptions): Promise<ParsedBody> {
  if (request.body === null || request.headers.get("content-length") === "0") return { body: {}, resource: null };
  try {
    return await parse(request, query, options);
  } catch (cause) {
    throw cause instanceof LimitError ? badRequest(cause.message, { cause }) : cause;
  }
}

async function parse(request: Request, query: QueryReader, options: BodyOptions): Promise<ParsedBody> {
  const contentType = request.headers.get("content-type") ?? "";
  if (contentType.startsWith("application/json")) {
    return { body: await parseJson(await readText(request, options.maxBytes), options), resource: null };
  }
  if (contentType.startsWith("multipart/form-data")) return parseMultipartBody(request, query, options);
  if (contentType.startsWith("application/x-www-form-urlencoded")) {
    const pairs = await parsePairs(await readText(request, options.maxBytes), options.turns);
    return { body: await formBody([...pairs, ...query()], options), resource: null };
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

async function parseJson(text: string, { turns, maxJsonValues }: BodyOptions): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    value = await parseLargeJson(text, { turns, limits: { maxValues: maxJsonValues } });
  } catch (cause) {
    throw cause instanceof SyntaxError ? badRequest("", { cause }) : cause;
  }
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw badRequest("", { cause: new SyntaxError("the body is not a JSON object") });
  }
  checkNames(value);
  return value as Record<string, unknown>;
}

function checkNames(body: object): void {
  if (Object.keys(body).length <= MAX_NAMES) return;
  throw new LimitError(`a body must not have more than ${countText(MAX_NAMES)} names`);
}

async function parseMultipartBody(request: Request, query: QueryReader, options: BodyOptions): Promise<ParsedBody> {
  const contentType = request.headers.get("content-type") ?? "";
  const form = await readMultipart(request, contentType, options);
  try {
    const values = [...form.values].flatMap(([name, list]) => list.map((value): [string, string] => [name, value]));
    const body = await formBody([...values, ...query()], options);
    const files = new Map<string, UnsavedFile[]>();
    for (const [name, sent] of form.files) {
      const unsaved = sent.map(({ originalName, content }) => createUnsavedFile(originalName, content));
      files.set(name, await Promise.all(unsaved));
    }
    return { body, files, resource: form };
  } catch (error) {
    await form[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Single values on their own, repeated ones as lists; the objects under `@jsonPayload` are merged in as they are. As in Go, the
 * query counts as part of a form, behind its own values.
 */
async function formBody(
  entries: readonly (readonly [string, string])[],
  options: BodyOptions,
): Promise<Record<string, unknown>> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of entries) {
    const list = lists.get(name);
    if (list === undefined) lists.set(name, [value]);
    else list.push(value);
  }
  const body: Record<string, unknown> = {};
  for (const [name, list] of lists) {
    if (name === JSON_PAYLOAD) continue;
    body[name] = list.length === 1 ? inferValue(list[0] ?? "") : list.map(inferValue);
  }
  for (const [index, payload] of (lists.get(JSON_PAYLOAD) ?? []).entries()) {
    if (index > 0) await options.turns.pause();
    Object.assign(body, await parseJson(payload, options));
    checkNames(body);
  }
  return body;
}
