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
