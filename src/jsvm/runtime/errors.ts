import { sentence } from "../../lib/api-error.ts";
import type { GoFields } from "../go-fields.ts";
import type { Thrown, WireError } from "../wire.ts";
import { bounded, boundedData, framesOf } from "./bounded.ts";
import { sortedByName } from "./field-order.ts";
import { RunValue } from "./run-values.ts";
import { hostModule } from "./host-module.ts";
import { ValidationError } from "./validation-error.ts";

/** An error of the server. Scripts know it as PocketBase's wrapped Go errors: `GoError: …`, with the error itself as `value`. */
export class GoError extends Error {
  declare readonly value: unknown;
  readonly #wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.#wire = wire;
    this.value = new GoValue(wire);
  }

  static wireOf(error: unknown): WireError | null {
    return error instanceof GoError ? error.#wire : null;
  }
}
Object.defineProperty(GoError.prototype, "name", { value: "GoError" });

/** What Go would have as the error. */
class GoValue {
  readonly #wire: WireError;
  declare readonly status?: number;
  declare readonly message?: string;
  declare readonly data?: unknown;

  constructor(wire: WireError) {
    this.#wire = wire;
    if (wire.status !== undefined) {
      Object.assign(this, { data: wire.data, message: wire.message, status: wire.status });
    } else if (wire.name === "ValidationError") {
      Object.assign(this, errorsOf(wire.data));
      Object.defineProperty(this, "toJSON", { value: () => messagesOf(wire.data) });
    } else if (wire.fields !== undefined) this.#setFields(wire.fields);
  }

  static wireOf(error: unknown): WireError | null {
    return error instanceof GoValue ? error.#wire : null;
  }

  #setFields({ values = {}, err, code, isTimeout }: GoFields): void {
    const define = (name: string, value: () => unknown): object => Object.defineProperty(this, name, { value });
    Object.assign(this, values);
    if (err !== undefined) this.#wrap({ kind: "go", key: -1, name: "Error", message: err });
    if (code !== undefined) define("code", () => code);
    if (isTimeout === undefined) return;
    define("timeout", () => isTimeout);
    if ("url" in values) define("temporary", () => isTimeout);
  }

  /** As in PocketBase, where an error that Go gives is thrown. */
  #wrap(within: WireError): void {
    const unwrap = (): void => {
      throw new GoError(within);
    };
    Object.assign(this, { err: new GoValue(within) });
    Object.defineProperty(this, "unwrap", { value: unwrap });
  }

  error(): string {
    return this.#wire.message;
  }

  toString(): string {
    return this.#wire.message;
  }
}

/** The errors of fields, those of what fields hold within. */
function errorsOf(data: unknown): Record<string, unknown> {
  const entries = Object.entries((data ?? {}) as Record<string, { code?: unknown; message?: unknown }>);
  return Object.fromEntries(
    entries.map(([name, error]) => [
      name,
      typeof error.code === "string" ? ValidationError.of(error) : errorsOf(error),
    ]),
  );
}

function messagesOf(data: unknown): Record<string, unknown> {
  const entries = Object.entries(sortedByName((data ?? {}) as Record<string, { code?: unknown; message?: unknown }>));
  return Object.fromEntries(
    entries.map(([name, error]) => [name, typeof error.code === "string" ? error.message : messagesOf(error)]),
  );
}

/** An error that was thrown in another runtime: it looks like one, but is no `Error` of this one. */
class ForeignError {
  readonly name: string;
  readonly message: string;
  readonly #wire: WireError;

  constructor(wire: WireError) {
    this.name = wire.name;
    this.message = wire.message;
    this.#wire = wire;
  }

  static wireOf(error: unknown): WireError | null {
    return error instanceof ForeignError ? error.#wire : null;
  }

  error(): string {
    return this.toString();
  }

  toString(): string {
    return `${this.name}: ${this.message}`;
  }
}

/** The error itself of what a script would catch of Go. */
export function valueOfError(error: unknown): unknown {
  return error instanceof GoError ? error.value : error;
}

/** An error that an event tells of: the error itself, as Go has it. */
export function toldError(wire: WireError): unknown {
  return wire.kind === "go" ? new GoValue(wire) : caughtError(wire);
}

/** What a script catches for an error of the server. */
export function caughtError(wire: WireError): unknown {
  if (wire.kind === "go") return new GoError(wire);
  return wire.name === "" ? wire.message : new ForeignError(wire);
}

const http = hostModule("node:http");

const DEFAULT_MESSAGES: Readonly<Record<number, string>> = {
  400: "Something went wrong while processing your request.",
  401: "Missing or invalid authentication.",
  403: "You are not allowed to perform this request.",
  404: "The requested resource wasn't found.",
  429: "Too Many Requests.",
  500: "Something went wrong while processing your request.",
};

/** An error that is answered to the client. */
export class ApiError {
  data: Readonly<Record<string, unknown>>;
  message: string;
  status: number;
  readonly #rawData: unknown;

  constructor(status = 0, message = "", data: unknown = {}) {
    if (typeof status !== "number" || !Number.isInteger(status) || typeof message !== "string") throw new PanicError();
    this.data = apiData(data);
    this.message = sentence(message || (http.STATUS_CODES[status] ?? ""));
    this.status = status;
    this.#rawData = data;
  }

  rawData(): unknown {
    return this.#rawData;
  }

  error(): string {
    return this.message;
  }

  is(other: unknown): boolean {
    return other === this;
  }

  toString(): string {
    return this.message;
  }
}

const panics = new RunValue<PanicError[]>(() => []);

/**
 * What would be a panic in Go: the run ends with it and the client gets a 500. Where the script catches it, which it could not in Go,
 * all that it calls of the server throws it again.
 */
export class PanicError extends TypeError {
  constructor(message?: string) {
    super(message);
    panics.current.push(this);
  }

  /** The first of the run; undefined for none. */
  static first(): PanicError | undefined {
    return panics.current[0];
  }
}

function standardError(status: number): new (message?: string, data?: unknown) => ApiError {
  return class extends ApiError {
    constructor(message?: string, data?: unknown) {
      super(status, message || (DEFAULT_MESSAGES[status] ?? ""), data ?? {});
    }
  };
}

export const BadRequestError = standardError(400);
export const UnauthorizedError = standardError(401);
export const ForbiddenError = standardError(403);
export const NotFoundError = standardError(404);
export const TooManyRequestsError = standardError(429);
export const InternalServerError = standardError(500);

/** Errors by field in the form of answers; what is no error of its own is just wrong. */
function apiData(raw: unknown): Record<string, unknown> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw) || raw instanceof ApiError) return {};
  if (raw instanceof GoError) return { value: { code: "validation_invalid_value", message: "Invalid value." } };
  const data: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) data[name] = fieldError(value);
  return data;
}

function fieldError(value: unknown): unknown {
  if (value instanceof ValidationError) {
    const params = value.params();
    const error = { code: value.code(), message: sentence(value.message()) };
    return params === null ? error : { ...error, params };
  }
  const isNested = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  if (isNested) return apiData(value);
  return value instanceof Error ? {} : { code: "validation_invalid_value", message: "Invalid value." };
}

/** As clients get errors of fields, for an author who has given more than they can use. */
const TOO_LONG = { data: { code: "validation_too_long", message: "The data of the error is too long." } };

/** What a handler threw or returned, for the server. */
export function thrownOf(error: unknown): Thrown {
  const wire = GoError.wireOf(error) ?? GoValue.wireOf(error) ?? ForeignError.wireOf(error);
  if (wire !== null) {
    // Where the script was: the server knows only where within itself.
    const { stack } = error instanceof Error ? error : {};
    return { kind: "host", key: wire.key, error: wire, ...(stack === undefined ? {} : { stack: framesOf(stack) }) };
  }
  if (error instanceof ApiError) {
    return {
      kind: "api",
      status: error.status,
      message: bounded(error.message),
      data: boundedData(error.data, () => TOO_LONG),
    };
  }
  if (error instanceof PanicError) return { kind: "api", status: 500, message: DEFAULT_MESSAGES[500] ?? "", data: {} };
  if (error instanceof ValidationError) {
    return { kind: "validation", code: error.code(), message: bounded(error.message()) };
  }
  if (error instanceof Error) {
    const { name, message, stack = "" } = error;
    return { kind: "js", name: bounded(name), message: bounded(message), stack: framesOf(stack) };
  }
  return { kind: "js", name: "", message: bounded(String(error)), stack: "" };
}

/** An error that a function returned to Go, which throws it as its own. */
export function returnedError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const { status, message, data } = error;
  return new GoError({ kind: "go", key: -1, name: "ApiError", message, status, data });
}

/**
 * Whether a value that a handler returned counts as an error. As in PocketBase, what scripts catch of Go's errors does not, only
 * the error within, its `value`.
 */
export function isError(value: unknown): value is ApiError | ValidationError | GoValue {
  return value instanceof ApiError || value instanceof ValidationError || value instanceof GoValue;
}
