import type { TObject } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import type { Route } from "../../model/route.ts";
import { JSON_TYPE, SCHEMA_NAMES, reference } from "../../model/wire-types.ts";

/** A route together with what is said of it. */
export interface DescribedRoute extends Route {
  readonly describe: RouteDescription;
}

/** Those of the routes that the document has. */
export async function describedRoutes(routes: readonly Route[]): Promise<DescribedRoute[]> {
  const described: DescribedRoute[] = [];
  // One after the other: what loading the files of all features at once takes would hold up other requests.
  for (const route of routes) {
    const describe = typeof route.describe === "function" ? await route.describe() : route.describe;
    if (describe !== undefined) described.push({ ...route, describe });
  }
  return described;
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: "What was sent is not valid",
  401: "Nobody is signed in, or a second factor is asked for",
  403: "The client may not do that",
  404: "Not there, or not to be seen by the client",
  429: "Too many requests",
};

/** Operations by path and method. */
export type Paths = Record<string, Record<string, unknown>>;

export function addOperation(paths: Paths, { method, path }: Route, described: Record<string, unknown>): void {
  (paths[templatePath(path)] ??= {})[method.toLowerCase()] = described;
}

interface OperationOptions {
  readonly tag: string;
  /** Whether it needs a token, whatever the route says. */
  readonly needsToken?: boolean;
}

/** The operation of a route as OpenAPI writes it. */
export function operation(
  route: DescribedRoute,
  { tag, needsToken = false }: OperationOptions,
): Record<string, unknown> {
  const { id, summary, details, query, body, bodyTypes = [JSON_TYPE], answer, answerType = JSON_TYPE } = route.describe;
  const status = String(route.describe.status ?? (answer === null ? 204 : 200));
  const { params, otherAnswers = {} } = route.describe;
  const parameters = [...pathParameters(route.path, params), ...queryParameters(query)];
  const hasToken =
    needsToken || route.describe.needsToken === true || (route.access !== undefined && route.access !== "guest");
  const errors = new Set(route.describe.errors);
  if (hasToken) errors.add(401).add(403);
  if (route.path.includes(":")) errors.add(404);
  if (body !== undefined) errors.add(400);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(details === undefined ? {} : { description: details }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(bodyTypes.map((type) => [type, { schema: body }])),
          },
        }),
    responses: {
      [status]: {
        description: answer === null ? "Done" : "The answer",
        ...(answer === null ? {} : { content: { [answerType]: { schema: answer } } }),
      },
      ...Object.fromEntries([...errors].toSorted((a, b) => a - b).map((code) => [String(code), errorAnswer(code)])),
      ...Object.fromEntries(
        Object.entries(otherAnswers).map(([code, schema]) => [
          code,
          { description: MESSAGES[Number(code)] ?? "Another answer", content: { [JSON_TYPE]: { schema } } },
        ]),
      ),
    },
    security: hasToken ? [{ token: [] }] : [{}, { token: [] }],
  };
}

/** `/api/files/:record` as `/api/files/{record}`, and `*`, the rest of a path, as `{rest}`. */
function templatePath(path: string): string {
  return path.replaceAll(/:(\w+)\??/g, "{$1}").replaceAll("*", "{rest}");
}

function pathParameters(path: string, params: TObject | undefined) {
  return [...templatePath(path).matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: params?.properties[name] ?? { type: "string" },
    ...(name === "collection" ? { description: "The name or id of the collection" } : {}),
  }));
}

function queryParameters(query: TObject | undefined) {
  const required = new Set(query?.required);
  return Object.entries(query?.properties ?? {}).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.has(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function errorAnswer(code: number) {
  const content = { [JSON_TYPE]: { schema: reference(SCHEMA_NAMES.error) } };
  return { description: MESSAGES[code] ?? "An error", content };
}
