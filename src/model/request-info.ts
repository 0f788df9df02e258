import type { Turns } from "../lib/time-slicer.ts";
import type { UnsavedFile } from "./fields/field.ts";
import type { RecordModel } from "./records/record.ts";
import type { Call } from "./route.ts";

/**
 * What rules, hooks, batch and realtime know of a request, over HTTP or not. Rules see it as `@request.*`.
 * A class for its accessors, which may be lazy: a copy by spread loses them, and so does its type. `withRequest` makes copies.
 */
export declare abstract class RequestInfo {
  readonly method: string;
  /** What the request is made for: "default", "batch", "realtime", "expand", "oauth2", "otp", "password", "protectedFile". */
  readonly context: string;
  /** The first value of each parameter. */
  get query(): Readonly<Record<string, string>>;
  /** Lower-case names with `_` for `-`. */
  get headers(): Readonly<Record<string, string>>;
  /** The parsed body, without its files: rules see only those that a file field takes. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The files of a multipart body by their keys; absent where there are none. */
  readonly files?: SentFiles | undefined;
  /** Who is signed in. */
  readonly auth: RecordModel | null;
  /** For work that takes long; it ends where the client has gone. Absent where no single client waits for it. */
  readonly turns?: Turns | undefined;
  /** The HTTP request itself, for hooks; absent where there is none of its own, as within a batch. */
  readonly call?: Call;
}

export type SentFiles = ReadonlyMap<string, readonly UnsavedFile[]>;

/** For rules that are only checked, and for conditions that look at no request. */
export const EMPTY_REQUEST: RequestInfo = {
  method: "",
  context: "default",
  query: {},
  headers: {},
  body: {},
  auth: null,
};

interface RequestChanges {
  readonly method?: string;
  readonly context?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly auth?: RecordModel | null;
}

/** The request with other parts; the rest stays as lazy as it is. */
export function withRequest(request: RequestInfo, changes: RequestChanges): RequestInfo {
  return new ChangedRequest(request, changes);
}

/** A class, because an object literal with accessors takes a microsecond. */
class ChangedRequest implements RequestInfo {
  readonly method: string;
  readonly context: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: SentFiles | undefined;
  readonly auth: RecordModel | null;
  readonly call?: Call;
  readonly #original: RequestInfo;

  constructor(original: RequestInfo, { method, context, body, auth }: RequestChanges) {
    this.method = method ?? original.method;
    this.context = context ?? original.context;
    this.body = body ?? original.body;
    this.files = original.files;
    this.auth = auth === undefined ? original.auth : auth;
    if (original.call !== undefined) this.call = original.call;
    this.#original = original;
  }

  get query(): Readonly<Record<string, string>> {
    return this.#original.query;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#original.headers;
  }

  get turns(): Turns | undefined {
    return this.#original.turns;
  }
}
