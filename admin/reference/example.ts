import { resolved } from "./document.ts";
import type { ApiDocument, Schema } from "./document.ts";

/** Deeper than that a schema that refers to itself would never end. */
const MAX_DEPTH = 4;

/** A value that the schema allows, to begin with: only what is needed of an object, unless nothing is. */
export function exampleOf(schema: Schema, document: ApiDocument, depth = 0): unknown {
  const {
    type,
    properties,
    items,
    anyOf,
    allOf,
    enum: values,
    examples,
    const: only,
    ...rest
  } = resolved(schema, document);
  if (only !== undefined) return only;
  const known = rest.default ?? examples?.[0] ?? values?.[0];
  if (known !== undefined) return known;
  if (depth > MAX_DEPTH) return null;
  const within = (inner: Schema): unknown => exampleOf(inner, document, depth + 1);
  if (allOf !== undefined) return Object.assign({}, ...allOf.map(within)) as unknown;
  if (anyOf !== undefined) return anyOf[0] === undefined ? null : within(anyOf[0]);
  if (type === "array") return items === undefined || isFile(items) ? [] : [within(items)];
  if (type === "object") return exampleObject(properties ?? {}, rest.required ?? [], within);
  return EXAMPLES[rest.format ?? ""] ?? EXAMPLES[type ?? ""] ?? null;
}

function exampleObject(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  within: (schema: Schema) => unknown,
): Record<string, unknown> {
  const isSettable = ([name]: [string, Schema]): boolean => /^\w+$/.test(name) && name !== "id";
  const all = Object.entries(properties).filter(isSettable);
  const needed = all.filter(([name]) => required.includes(name));
  const shown = needed.length > 0 ? needed : all.slice(0, 5);
  return Object.fromEntries(shown.map(([name, schema]) => [name, within(schema)]));
}

function isFile({ format }: Schema): boolean {
  return format === "binary";
}

const EXAMPLES: Readonly<Record<string, unknown>> = {
  email: "ada@example.com",
  uri: "https://example.com",
  password: "12345678",
  binary: null,
  string: "text",
  integer: 1,
  number: 1,
  boolean: true,
};
