import type { Question } from "../conformance/recorded-answers.ts";
import { readRecordedSet, SETS } from "../conformance/recorded-answers.ts";

/** A schema of the API's document; references are resolved by `Api.resolve`. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}

/** One method of one path of the document. */
export interface Operation {
  readonly method: string;
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  readonly isForm: boolean;
}

/** A route with the operations that the document has of it, one for each collection, and recorded requests to it. */
export interface FuzzedRoute {
  readonly weight: number;
  readonly operations: readonly Operation[];
  readonly recorded: readonly Question[];
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface DocumentOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** How often routes are asked that cost much or after which little is left to ask for; 1 for all others. */
const WEIGHTS: readonly (readonly [RegExp, number])[] = [
  [/^POST \/api\/backups/, 0.03],
  [/^DELETE \/api\/collections\/\{collection\}(\/truncate)?$/, 0.1],
  [/^PUT \/api\/collections\/import$/, 0.2],
  [/^(POST|PATCH) \/api\/collections(\/\{collection\})?$/, 0.4],
  [/^POST \/api\/(crons\/\{id\}|plugins\/\{name\}\/reload|sql)$/, 0.1],
  [/^GET \/api\/openapi/, 0.1],
  [/^PATCH \/api\/settings$/, 0.2],
  [/^POST \/api\/settings\/test/, 0.2],
  // Each hashes a password.
  [/auth-with-password|confirm-password-reset/, 0.2],
  // The API that clients use most has the most to go wrong.
  [/^(GET|POST|PATCH) \/api\/collections\/\{collection\}\/records/, 3],
  [/realtime/, 2],
];

/** Paths beside the API. */
const OTHER_PATHS = ["/", "/_/", "/_/{name}", "/_/extensions.js", "/{name}", "/api/{name}", "/fuzz/{name}"];

/** What can be asked of a server, by its own document. */
export class Api {
  readonly routes: readonly FuzzedRoute[];
  readonly #schemas: Readonly<Record<string, Schema>>;

  private constructor(routes: readonly FuzzedRoute[], schemas: Readonly<Record<string, Schema>>) {
    this.routes = routes;
    this.#schemas = schemas;
  }

  static async read(json: unknown): Promise<Api> {
    const document = json as Document;
    const groups = new Map<string, { operations: Operation[]; recorded: Question[] }>();
    const group = (route: string) => {
      const found = groups.get(route) ?? { operations: [], recorded: [] };
      groups.set(route, found);
      return found;
    };
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const read = readOperation(method.toUpperCase(), path, operation);
        group(`${read.method} ${generalPath(document, read)}`).operations.push(read);
      }
    }
    for (const path of OTHER_PATHS) {
      const parameters = path.includes("{name}") ? [{ name: "name", in: "path" }] : [];
      group("GET elsewhere").operations.push({ method: "GET", path, parameters, body: null, isForm: false });
    }
    const patterns = [...groups.keys()].map((route) => [routePattern(route), route] as const);
    for (const set of SETS) {
      const { sessions } = await readRecordedSet(set);
      for (const question of sessions.flatMap(({ steps }) => steps)) {
        const [path = ""] = question.path.split("?");
        const [, route] = patterns.find(([pattern]) => pattern.test(`${question.method} ${path}`)) ?? [];
        if (route !== undefined) group(route).recorded.push(question);
      }
    }
    const routes = [...groups].map(([route, parts]) => ({ ...parts, weight: weightOf(route) }));
    return new Api(routes, document.components.schemas);
  }

  resolve(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : (this.#schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  }
}

function readOperation(method: string, path: string, { parameters = [], requestBody }: DocumentOperation): Operation {
  const content = requestBody?.content ?? {};
  const [body] = Object.values(content);
  return { method, path, parameters, body: body?.schema ?? null, isForm: "multipart/form-data" in content };
}

/** The path of the route that a collection's own path in the document belongs to. */
function generalPath({ paths }: Document, { method, path }: Operation): string {
  const general = path.replace(/^\/api\/collections\/[^/]+/, "/api/collections/{collection}");
  return paths[general]?.[method.toLowerCase()] === undefined ? path : general;
}

function routePattern(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

function weightOf(route: string): number {
  return WEIGHTS.find(([pattern]) => pattern.test(route))?.[1] ?? 1;
}
