import { ApiError, type FieldErrors, internalServerError, NoRowError, ValidationError } from "../lib/api-error.ts";
import { rawErrors, rawLine } from "../lib/go-error-text.ts";
import { goFieldsOf } from "./go-fields.ts";
import { newRunKey } from "./run-keys.ts";
import type { Thrown, WireError } from "./wire.ts";

/** What a handler threw that is neither an error of the server nor one for clients. They are answered as by PocketBase: generically. */
export class HandlerError extends Error {
  /** The name of the error that was thrown; "" for other values. */
  readonly thrownName: string;

  constructor({ name, message, stack }: Extract<Thrown, { kind: "js" }>) {
    super(message);
    this.thrownName = name;
    this.name = name === "" ? "Error" : name;
    if (stack !== "") this.stack = `${this.name}: ${message}\n${ofScripts(stack)}`;
  }
}

/** More errors than this a run hardly throws on: an older one comes back as what was told of it. */
const MAX_ERRORS = 100;

/** The errors that a run met, so that one that is thrown on is the same. */
export class ErrorTable {
  readonly #errors = new Map<number, unknown>();

  encode(error: unknown): WireError {
    const key = newRunKey();
    this.#errors.set(key, error);
    const [oldest = key] = this.#errors.keys();
    if (this.#errors.size > MAX_ERRORS) this.#errors.delete(oldest);
    return describe(error, key);
  }

  /** The error that a handler ended with. */
  decode(thrown: Thrown): unknown {
    switch (thrown.kind) {
      case "host":
        return withStack(this.#errors.get(thrown.key) ?? remade(thrown.error), thrown.stack);
      case "api":
        return apiError(thrown.status, thrown.message, thrown.data);
      case "validation":
        return new Error(thrown.message);
      case "js":
        return new HandlerError(thrown);
    }
  }
}

/** As `RuntimeFile` names it. */
const RUNTIME_FILE = /[\\/]hooks_\w+[\\/]runtime\.js:/;

const placed = new WeakSet<Error>();

/** An error of the server comes from deep within it: the place in the script is what its author looks for. */
function withStack(error: unknown, stack: string | undefined): unknown {
  if (stack === undefined || !(error instanceof Error) || placed.has(error)) return error;
  placed.add(error);
  error.stack = `${error.stack ?? ""}\n${ofScripts(stack)}`;
  return error;
}

/** Its lines but those of what runs scripts: of the program of threads, which is a blob, and of that of realms, in its file. */
function ofScripts(stack: string): string {
  const lines = stack.split("\n").filter((line) => /^\s+at (?!unknown$)/.test(line));
  return lines.filter((line) => !line.includes("blob:") && !RUNTIME_FILE.test(line)).join("\n");
}

function describe(error: unknown, key: number): WireError {
  if (error instanceof ApiError) {
    const { status, data, message } = error;
    return { kind: "go", key, name: "ApiError", message, status, data: plainData(data) };
  }
  if (error instanceof ValidationError) {
    return {
      kind: "go",
      key,
      name: "ValidationError",
      message: rawLine(error.errors),
      data: rawErrors(error.errors),
    };
  }
  if (error instanceof HandlerError) return { kind: "js", key, name: error.thrownName, message: error.message };
  const fields = goFieldsOf(error);
  return {
    kind: "go",
    key,
    name: "Error",
    message: error instanceof Error ? error.message : String(error),
    ...(error instanceof NoRowError ? { isMissing: true } : {}),
    ...(fields === undefined ? {} : { fields }),
  };
}

/** The answers of requests that failed in a batch are errors themselves. */
function plainData(data: unknown): unknown {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  const own = data instanceof ApiError ? { data: data.data, message: data.message, status: data.status } : data;
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, plainData(value)]));
}

function remade({ kind, name, message, status, data, isMissing }: WireError): Error {
  if (kind === "js") return new HandlerError({ kind: "js", name, message, stack: "" });
  if (status !== undefined) return apiError(status, message, data);
  if (isMissing === true) return new NoRowError(message);
  return name === "ValidationError" ? new ValidationError(fieldErrors(data)) : new Error(message);
}

/** With a status that can be answered: scripts may give any. */
function apiError(status: number, message: string, data: unknown): ApiError {
  const isKnown = status >= 200 && status <= 599;
  return isKnown ? new ApiError(status, message, { data: fieldErrors(data) }) : internalServerError(message);
}

/** The realm has brought it into the form of errors by field. */
function fieldErrors(data: unknown): FieldErrors {
  return typeof data === "object" && data !== null ? (data as FieldErrors) : {};
}
