import { client } from "../api/client.ts";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly deprecated?: boolean;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly security: readonly object[];
}

/** A route as the page shows it. */
export interface Entry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly operation: Operation;
}

export interface ApiDocument {
  readonly title: string;
  readonly version: string;
  readonly entries: readonly Entry[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

interface Raw {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags: readonly { readonly name: string }[];
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** As the server describes it to whoever is signed in to the dashboard. */
export async function loadDocument(): Promise<ApiDocument> {
  const { info, paths, tags, components } = await client.send<Raw>("/api/openapi.json", {});
  const order = new Map(tags.map(({ name }, index) => [name, index]));
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => {
      const [tag = ""] = operation.tags;
      return { id: operation.operationId, method: method.toUpperCase(), path, tag, operation };
    }),
  );
  return {
    ...info,
    entries: entries.toSorted((a, b) => (order.get(a.tag) ?? 0) - (order.get(b.tag) ?? 0)),
    schemas: components.schemas,
  };
}

/** The name of the schema that is referred to; null for one that is written in place. */
export function referredName({ $ref }: Schema): string | null {
  return $ref?.split("/").at(-1) ?? null;
}

export function resolved(schema: Schema, { schemas }: ApiDocument): Schema {
  const name = referredName(schema);
  return name === null ? schema : (schemas[name] ?? {});
}

/** The schema of the first form that a body or an answer may have, with that form. */
export function firstContent(content: Content | undefined): { readonly type: string; readonly schema: Schema } | null {
  const [first] = Object.entries(content ?? {});
  return first === undefined ? null : { type: first[0], schema: first[1].schema };
}
