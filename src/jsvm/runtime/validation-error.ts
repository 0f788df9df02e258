/** An error of one field, as PocketBase's validation errors. */
export class ValidationError {
  readonly #code: string;
  readonly #message: string;
  #params: Readonly<Record<string, unknown>> = {};

  constructor(code = "", message = "") {
    this.#code = String(code);
    this.#message = String(message);
  }

  static of({ code, message, params = {} }: { code?: unknown; message?: unknown; params?: object }): ValidationError {
    return new ValidationError(String(code), String(message)).setParams(params as Readonly<Record<string, unknown>>);
  }

  code(): string {
    return this.#code;
  }

  message(): string {
    return this.#message;
  }

  error(): string {
    return this.#message;
  }

  /** Null for none. */
  params(): Readonly<Record<string, unknown>> | null {
    return Object.keys(this.#params).length === 0 ? null : this.#params;
  }

  // As in PocketBase each gives another error.

  setCode(code: unknown): ValidationError {
    return new ValidationError(String(code), this.#message).#withParams(this.#params);
  }

  setMessage(message: unknown): ValidationError {
    return new ValidationError(this.#code, String(message)).#withParams(this.#params);
  }

  setParams(params: Readonly<Record<string, unknown>>): ValidationError {
    return new ValidationError(this.#code, this.#message).#withParams(params);
  }

  addParam(name: string, value: unknown): ValidationError {
    return this.setParams({ ...this.#params, [name]: value });
  }

  #withParams(params: Readonly<Record<string, unknown>>): this {
    this.#params = params;
    return this;
  }

  toString(): string {
    return this.#message;
  }
}
