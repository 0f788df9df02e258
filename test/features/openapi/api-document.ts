import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { schema: object }> }>>;
}

/** The document of the API as a test reads it. */
export class ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly schemas: Readonly<Record<string, object>>;
  readonly #validators = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #patterns: readonly (readonly [RegExp, string])[];

  constructor(document: unknown) {
    const { paths, components } = document as {
      paths: ApiDocument["paths"];
      components: { schemas: Record<string, object> };
    };
    this.paths = paths;
    this.schemas = components.schemas;
    this.#validators.addSchema({ $id: "api", components });
    // Concrete paths come before those with a parameter.
    this.#patterns = Object.keys(paths)
      .toSorted((a, b) => a.split("{").length - b.split("{").length)
      .map((path) => [new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`), path]);
  }

  find(method: string, path: string): Operation | undefined {
    const [, template = ""] = this.#patterns.find(([pattern]) => pattern.test(path)) ?? [];
    return this.paths[template]?.[method.toLowerCase()];
  }

  get operations(): Operation[] {
    return Object.values(this.paths).flatMap((methods) => Object.values(methods));
  }

  /** What of an answer is not as the document says; "" where all is. */
  problemOf(operation: Operation, status: number, body: unknown): string {
    const answer = operation.responses[String(status)];
    if (answer === undefined) return `${operation.operationId} has no answer ${status}`;
    const [type] = Object.values(answer.content ?? {});
    if (type === undefined) return body === null || body === "" ? "" : `${operation.operationId} has a body`;
    const text = JSON.stringify(type.schema).replaceAll('"#/components/', '"api#/components/');
    const validate = this.#compiled.get(text) ?? this.#validators.compile(JSON.parse(text) as object);
    this.#compiled.set(text, validate);
    return validate(body) ? "" : `${operation.operationId}: ${this.#validators.errorsText(validate.errors)}`;
  }
}
