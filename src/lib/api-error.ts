import { LimitError } from "./limit-error.ts";
import { storageFailure } from "./storage-failure.ts";

/** The error of one field as clients see it; `params` are the values that the message mentions. */
export interface FieldError {
  readonly code: string;
  readonly message: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** What a request within a batch was answered. */
  readonly response?: ApiError;
}

/** Errors by field name; nested objects and lists (by index) nest. */
export interface FieldErrors {
  readonly [field: string]: FieldError | FieldErrors;
}

interface ApiErrorOptions {
  data?: FieldErrors;
  cause?: unknown;
}

/**
 * An error that is answered to the client as `{ data, message, status }`.
 * Any other error that reaches the server shell is logged whole and answered generically.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly data: FieldErrors;

  constructor(status: number, message: string, options: ApiErrorOptions = {}) {
    super(sentence(message), { cause: options.cause });
    this.status = status;
    this.data = options.data ?? {};
  }
}

/**
 * The error that a client is told of. What is neither an `ApiError` nor a validation error is an accident of ours or of a
 * plugin: PocketBase answers it with a 400 that says nothing, to which a disk that is full and the like are added.
 */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ValidationError) return badRequest("", { data: error.errors, cause: error });
  if (error instanceof LimitError) return badRequest(error.message, { cause: error });
  if (error instanceof NoRowError) return notFound("", { cause: error });
  const reason = storageFailure(error);
  return badRequest(reason === "" ? "" : `${badRequest().message} ${reason}`, { cause: error });
}

/** 400 with PocketBase's default message. */
export function badRequest(message = "", options?: ApiErrorOptions): ApiError {
  return new ApiError(400, message || "Something went wrong while processing your request.", options);
}

/** 401 with PocketBase's default message. */
export function unauthorized(message = "", options?: ApiErrorOptions): ApiError {
  return new ApiError(401, message || "Missing or invalid authentication.", options);
}

/** 403 with PocketBase's default message. */
export function forbidden(message = "", options?: ApiErrorOptions): ApiError {
  return new ApiError(403, message || "You are not allowed to perform this request.", options);
}

/** 404 with PocketBase's default message. */
export function notFound(message = "", options?: ApiErrorOptions): ApiError {
  return new ApiError(404, message || "The requested resource wasn't found.", options);
}

/** 429 with PocketBase's default message. */
export function tooManyRequests(message = "", options?: ApiErrorOptions): ApiError {
  return new ApiError(429, message || "Too Many Requests.", options);
}

/** 500 with PocketBase's default message. */
export function internalServerError(message = "", options?: ApiErrorOptions): ApiError {
  return new ApiError(500, message || "Something went wrong while processing your request.", options);
}

/** A model failed its validation. What the client asked for turns it into a 400 with these field errors. */
export class ValidationError extends Error {
  override readonly name = "ValidationError";
  readonly errors: FieldErrors;

  constructor(errors: FieldErrors, options: ErrorOptions = {}) {
    super(`validation failed: ${Object.keys(errors).sort().join(", ")}`, options);
    this.errors = errors;
  }
}

/** Code of hook files looked for a row or a file that is not there. As in PocketBase, who does not catch it answers 404. */
export class NoRowError extends Error {
  override readonly name = "NoRowError";

  constructor(message = "sql: no rows in result set") {
    super(message);
  }
}

/** Upper-cases the first letter and ends the text with a full stop, as PocketBase does with every message. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const capitalized = trimmed[0]?.toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(capitalized) ? capitalized : `${capitalized}.`;
}
