import type { TObject, TSchema } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { FORM_TYPE } from "../../model/wire-types.ts";

/** What Elysia knows of a route. */
interface DescribedRoute {
  readonly method: string;
  readonly path: string;
  readonly hooks: unknown;
}

interface Hooks {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly response?: unknown;
  readonly detail?: Detail;
}

/** What the plugin's author says of it, and (`x-superuser`) what its guard does. */
interface Detail {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly hide?: boolean;
  readonly security?: unknown;
  readonly "x-superuser"?: boolean;
}

/** A plugin's route for the document of the API, by the schemas that check it; null for one that shall not be in it. */
export function describeRoute(plugin: string, { method, path, hooks }: DescribedRoute): RouteDescription | null {
  const { params, query, body, response, detail = {} } = (hooks ?? {}) as Hooks;
  if (detail.hide === true) return null;
  const answers = answersOf(response);
  const status = Object.keys(answers).find((code) => code.startsWith("2"));
  const answer = status === undefined ? null : answers[status];
  const others = Object.entries(answers).filter(([code]) => code !== status);
  const details = detail.description;
  return {
    id: detail.operationId ?? idOf(plugin, method, path),
    tag: `Plugin ${plugin}`,
    summary: detail.summary ?? `${method} ${path}`,
    ...(details === undefined ? {} : { details }),
    ...(isObjectSchema(params) ? { params: portable(params) as TObject } : {}),
    ...(isObjectSchema(query) ? { query: portable(query) as TObject } : {}),
    ...(isSchema(body) ? { body: portable(body) } : {}),
    ...(isSchema(body) && JSON.stringify(body).includes('"binary"') ? { bodyTypes: [FORM_TYPE] } : {}),
    // Where nothing is said of the answer it may be anything.
    answer: answer ?? ({} as TSchema),
    status: Number(status ?? 200),
    otherAnswers: Object.fromEntries(others),
    needsToken: detail.security !== undefined,
    isForSuperusers: detail["x-superuser"] === true,
  };
}

/** `GET /api/hello/:name` of `greet` is `greet_get_api_hello_name`. */
function idOf(plugin: string, method: string, path: string): string {
  return `${plugin} ${method.toLowerCase()} ${path}`.replaceAll(/\W+/g, "_").replace(/_$/, "");
}

/** By status; one schema alone is that of 200. */
function answersOf(response: unknown): Record<string, TSchema> {
  if (isSchema(response)) return { "200": portable(response) };
  if (typeof response !== "object" || response === null) return {};
  return Object.fromEntries(
    Object.entries(response).flatMap(([code, schema]) => (isSchema(schema) ? [[code, portable(schema)]] : [])),
  );
}

/** Schemas of other libraries than TypeBox are left out: they have no form that could be shown. */
function isSchema(value: unknown): value is TSchema {
  if (typeof value !== "object" || value === null) return false;
  return ["type", "anyOf", "allOf", "oneOf", "const", "enum"].some((key) => key in value);
}

function isObjectSchema(value: unknown): value is TObject {
  return isSchema(value) && "properties" in value;
}

const JSON_TYPES: readonly unknown[] = ["string", "number", "integer", "boolean", "object", "array", "null"];

/** Without what JSON Schema does not know, such as TypeBox's type of dates. */
function portable(schema: TSchema): TSchema {
  return strip(JSON.parse(JSON.stringify(schema))) as TSchema;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isForeign(item)).map(strip);
  if (typeof value !== "object" || value === null) return value;
  if (isForeign(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strip(inner)]));
}

function isForeign(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  return typeof value.type === "string" && !JSON_TYPES.includes(value.type);
}
