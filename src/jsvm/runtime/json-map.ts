import { jsonRaw, textFrom } from "./values.ts";

/** A JSON object in a `DynamicModel`: its values are read by `get`, as in PocketBase. */
export class JsonMap {
  readonly #values: Record<string, unknown>;

  constructor(values: Record<string, unknown>) {
    this.#values = values;
    Object.preventExtensions(this);
  }

  get(key: unknown): unknown {
    return this.#values[String(key)] ?? null;
  }

  set(key: unknown, value: unknown): void {
    this.#values[String(key)] = value;
  }

  value(): string {
    return this.string();
  }

  /** Becomes what a map or its JSON text says. */
  scan(value: unknown): void {
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    const values = isMap ? value : (JSON.parse(textFrom(value) || "{}") as object);
    for (const key of Object.keys(this.#values)) delete this.#values[key];
    Object.assign(this.#values, values);
  }

  marshalJSON(): number[] {
    return jsonRaw(this.string());
  }

  string(): string {
    return JSON.stringify(this.#values);
  }

  toString(): string {
    return this.string();
  }

  toJSON(): Record<string, unknown> {
    return this.#values;
  }
}
