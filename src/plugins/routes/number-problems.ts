import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

/** A problem as TypeBox tells it. */
export interface Problem {
  readonly path?: string;
  readonly message?: string;
  readonly value?: unknown;
  readonly schema?: TSchema;
}

/** What a route got, before it was decoded. */
export interface RouteInput {
  /** Its path, as the plugin wrote it. */
  readonly route?: string | undefined;
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

/**
 * Elysia's numbers are texts or numbers to TypeBox, and the bounds of a text are checked when it is decoded, where the field is not
 * known any more. This looks for it.
 */
export function numberProblems(hooks: unknown, input: RouteInput): Problem[] {
  const schemas = (hooks ?? {}) as Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, TSchema>> }>
  >;
  return (["params", "query", "body"] as const).flatMap((part) => {
    const values = (input[part] ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(schemas[part]?.properties ?? {}).flatMap(([name, schema]): Problem[] => {
      const value = values[name];
      const problem = value === undefined ? undefined : numberProblem(schema, value);
      return problem === undefined ? [] : [{ path: `/${name}`, value, message: problem.message }];
    });
  });
}

/** What is wrong with it; of a number that may also be a text, with the number. */
export function messageOf({ message = "", schema, value }: Problem): string {
  return (schema === undefined ? undefined : numberProblem(schema, value))?.message ?? message;
}

function numberProblem(schema: TSchema, value: unknown): { readonly message: string } | undefined {
  const options = (schema["anyOf"] ?? [schema]) as readonly TSchema[];
  const number = options.find(({ type }) => type === "integer" || type === "number");
  if (number === undefined) return undefined;
  const isNumber = typeof value === "number" || (typeof value === "string" && value.trim() !== "" && !isNaN(+value));
  return Value.Errors(number, isNumber ? Number(value) : value).First();
}
