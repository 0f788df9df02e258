import type { AnswerDraft } from "./answer-draft.ts";
import type { Collection } from "./collections/collection.ts";
import type { Context } from "./context.ts";
import type { Claims } from "../lib/jwt.ts";
import type { Turns } from "../lib/time-slicer.ts";
import type { SocketHandlers } from "../lib/web-socket.ts";
import type { RecordModel } from "./records/record.ts";
import type { RequestInfo } from "./request-info.ts";
import type { RouteDescription } from "./route-description.ts";

/**
 * One endpoint, as plain data: features list theirs in routes.ts, the server shell mounts them.
 * The shell checks rate limits, body size and `access` before it calls `handle`.
 */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Parameters as `:name`, e.g. `/api/collections/:collection/records/:id`. */
  readonly path: string;
  /** Who may call it; absent: everyone. `guest` refuses signed-in clients. */
  readonly access?: "superuser" | "auth" | "guest" | "superuserOrOwner" | "sameCollection";
  /** Whether a caller may call it all the same, whom `access` would refuse. */
  readonly admits?: (call: Call) => boolean;
  /** Overrides the default limit of 32 MiB; null: unlimited. A function is asked for each request. */
  readonly maxBodyBytes?: number | null | ((call: Call) => number | null);
  /** How many values the JSON of a body may have; absent: 524,288. */
  readonly maxJsonValues?: (call: Call) => number;
  /** The part after the colon of rate-limit labels (`*:create`, `posts:create`, `users:authWithPassword`). */
  readonly rateLimitAction?: string | readonly string[];
  /** Left out of the activity log when it succeeded. */
  readonly skipSuccessLog?: boolean;
  /** Pages of other sites may show what it answers in a frame. */
  readonly mayBeFramed?: boolean;
  /** What the route itself runs of the middleware of hook files: all, or what is behind the checks of the request. Default: none. */
  readonly runsMiddleware?: "all" | "late";
  /** The ids of middleware of hook files in whose place the route has its own. Default: none. */
  readonly replacesMiddleware?: ReadonlySet<string>;
  /** It is done once more where a change of collections got in its way: what has failed of it has changed nothing. */
  readonly repeats?: boolean;
  /** PocketBase has no such route: one of a plugin or a hook file with the very same path goes before it. GET alone. */
  readonly yields?: boolean;
  /** For the document of the API; what has none is left out of it. A function is asked once that document is. */
  readonly describe?: RouteDescription | (() => Promise<RouteDescription>);
  handle(call: Call): Promise<Response> | Response;
}

/** A request that another one holds, as a batch does. */
export interface InnerRequest {
  readonly method: string;
  readonly path: string;
  /** Id or name. */
  readonly collection: string;
  /** As `Route.rateLimitAction`. */
  readonly action: string;
}

/** What a hook has made of a request. What it does not name stays. */
export interface RequestChanges {
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly query?: string;
  /** The other end of the connection. */
  readonly remote?: { readonly address: string; readonly port: number };
  readonly info?: InfoChanges;
}

/** What rules see of it, whatever the request itself holds. */
interface InfoChanges {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request to a route. Parsing is lazy: what a handler does not ask for is not done. */
export interface Call {
  readonly context: Context;
  readonly request: Request;
  /** Null where none has the path. */
  readonly route: Route | null;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The collection that the parameter `collection` names, as it was when it was first asked for; undefined for none. */
  readonly collection: Collection | undefined;
  /** The request's whole query. */
  readonly query: URLSearchParams;
  /** Who is signed in. Hooks may set someone else for what follows. */
  auth: RecordModel | null;
  /** What hooks do to the answer themselves. Made when it is first asked for. */
  readonly draft: AnswerDraft;
  /** The client's address, from the trusted proxy headers of the settings where set. */
  readonly clientAddress: string;
  /** The address at the other end of the connection, which may be a proxy's. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** For work that takes long; it ends where the client has gone. */
  readonly turns: Turns;
  /** Without reading the body: `body` is empty. */
  info(): RequestInfo;
  /** With the parsed body (JSON, multipart or form; `@jsonPayload` merged in). Throws a 400 `ApiError` for a malformed one. */
  readInfo(): Promise<RequestInfo>;
  /** What its route takes; null for no limit. */
  readonly maxBodyBytes: number | null;
  /** The whole body as it came, within the limit; `readInfo` can be asked for afterwards too. */
  readBytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** The request for those who read its body themselves, also after `readBytes`. */
  wholeRequest(): Request | Promise<Request>;
  /** The address of the request, with the query that hooks gave it. */
  readonly url: string;
  /** Has all that follows see the request otherwise. Whoever is signed in stays so. */
  change(changes: RequestChanges): void;
  /** Those of the request, and what hooks have set that is no header of HTTP. */
  readonly headerLines: readonly (readonly [name: string, value: string])[];
  /** Signs in by the Authorization header as it is now, unless a hook has set somebody. */
  signIn(): Promise<void>;
  /** What the token of an `Authorization` header claims, without a check of its signature; null where it is none, or expired. */
  tokenClaims(header: string): Claims | null;
  /** Counts a request within this one against the rate limits, and throws a 429 `ApiError` where there are too many. */
  checkRateLimit(inner: InnerRequest): void | Promise<void>;
  /** Answers JSON. `text` of `jsonText` is sent as it is. */
  json(value: unknown, status?: number): Response;
  jsonText(text: string, status?: number): Response;
  noContent(): Response;
  /** Lifts the idle limit of the connection, for an answer that goes on for long. */
  keepOpen(): void;
  /** Makes the connection a WebSocket and returns the answer to give; null if the client did not ask for one. */
  upgrade(handlers: SocketHandlers): Response | null;
}
