// One request, from the router to its response.
//
// `http-server.ts` calls it with the route that was found, or null. The order: host, token, plugins' middleware, superusers' addresses,
// rate limits, size of the body, access, handler. Middleware of hook files has a place before the addresses, the limits, the access and
// the handler. All errors become answers here and nowhere else.
// Must stay true: without waiting there is no promise, and every answer leaves through `#finish`, which adds the common headers
// and the entry of the activity log.
import { join } from "node:path";
import { type ApiError, badRequest, notFound, toApiError } from "../lib/api-error.ts";
import { maskedPath } from "../lib/mask-url.ts";
import { stackForLog } from "../lib/storage-failure.ts";
import type { TokenVerifier } from "../model/auth/token-verifier.ts";
import { TEMPORARY_FOLDER } from "../model/backups/data-directory.ts";
import type { Context } from "../model/context.ts";
import type { RecordModel } from "../model/records/record.ts";
import type { Route } from "../model/route.ts";
import { HostCheck } from "./host-check.ts";
import { checkAccess } from "./middleware/access.ts";
import type { ActivityLog } from "./middleware/activity-log.ts";
import { DEFAULT_MAX_BODY_BYTES, checkContentLength } from "./middleware/body-limit.ts";
import { createCors } from "./middleware/cors.ts";
import type { Cors } from "./middleware/cors.ts";
import { RateLimits } from "./middleware/rate-limit.ts";
import { middlewareAt, type PlacedMiddleware, type RequestMiddleware } from "./middleware/request-middleware.ts";
import { SECURITY_HEADERS } from "./middleware/security-headers.ts";
import { checkSuperuserAddress } from "./middleware/superuser-ips.ts";
import { traceRequest } from "./middleware/trace-request.ts";
import { QueryValues } from "./query-values.ts";
import { RoutePerformer } from "./perform-route.ts";
import { errorBody, isUnexpected } from "./render-error.ts";
import { RequestCall } from "./request-call.ts";
import type { CommonParts, Incoming } from "./request-call.ts";
import { RETRY_AFTER_SECONDS, unavailable } from "./unavailable.ts";

export interface DispatcherOptions {
  readonly context: Context;
  readonly tokens: TokenVerifier;
  /** Whose pages may call the server; `*` is everyone. */
  readonly origins: readonly string[];
  readonly activityLog: ActivityLog | null;
  /** Whether each answer has an `X-Request-Id`, which log lines name too. */
  readonly givesRequestIds?: boolean;
  readonly middleware?: RequestMiddleware;
  /** Within the middleware. */
  readonly placedMiddleware?: PlacedMiddleware;
}

// Made once: a response copies them faster than it reads an object.
const JSON_HEADERS = new Headers({ "content-type": "application/json", ...SECURITY_HEADERS, vary: "Origin" });
const SECURITY_ENTRIES = Object.entries(SECURITY_HEADERS);
const OPEN_JSON_HEADERS = withOrigin("*");
const UNAVAILABLE_LOG_MS = 10_000;

/** Takes a request through the middleware to its route, and turns answers and errors into responses. */
export class Dispatcher {
  readonly #context: Context;
  readonly #common: CommonParts;
  readonly #routes: RoutePerformer;
  readonly #tokens: TokenVerifier;
  readonly #cors: Cors;
  readonly #hosts = new HostCheck();
  readonly #rateLimits: RateLimits;
  readonly #activityLog: ActivityLog | null;
  readonly #givesRequestIds: boolean;
  readonly #middleware: RequestMiddleware | undefined;
  readonly #placed: PlacedMiddleware | undefined;
  #toldUnavailableMs = Number.NEGATIVE_INFINITY;

  constructor(options: DispatcherOptions) {
    const { context, tokens, origins, activityLog, givesRequestIds = false } = options;
    this.#middleware = options.middleware;
    this.#placed = options.placedMiddleware;
    this.#context = context;
    this.#routes = new RoutePerformer(context);
    this.#rateLimits = new RateLimits(context.bus);
    const temporaryFolder = join(context.options.dataDir, TEMPORARY_FOLDER);
    this.#common = { context, tokens, queryValues: new QueryValues(), temporaryFolder };
    this.#tokens = tokens;
    this.#cors = createCors(origins);
    this.#activityLog = activityLog;
    this.#givesRequestIds = givesRequestIds;
  }

  preflight(request: Request): Response {
    return this.#cors.preflight(request);
  }

  /**
   * Answers a request. Synchronous where nothing has to be waited for, because each promise costs a fast route like
   * `/api/health` a part of its speed. A null route is an unknown path.
   */
  handle(route: Route | null, incoming: Incoming): Response | Promise<Response> {
    const { tracing } = this.#context;
    if (tracing === null) return this.#handleCurrent(route, incoming);
    return traceRequest(tracing, { route, request: incoming.request }, () => this.#handleCurrent(route, incoming));
  }

  #handleCurrent(route: Route | null, incoming: Incoming): Response | Promise<Response> {
    const { collections, settings } = this.#context;
    const late = collections.catchUp();
    const other = settings.catchUp();
    if (late === null && other === null) return this.#handle(route, incoming);
    return Promise.all([late, other]).then(
      () => this.#handle(route, incoming),
      (error: unknown) => this.#fail(this.#callOf(route, incoming), error),
    );
  }

  #callOf(route: Route | null, incoming: Incoming): RequestCall {
    const call = new RequestCall(this.#common, incoming, this.#headers(incoming.request));
    call.startedMs = incoming.receivedMs;
    call.route = route;
    call.isSuccessLogged = route?.skipSuccessLog !== true;
    call.mayBeFramed = route?.mayBeFramed === true;
    if (this.#givesRequestIds) call.requestId = crypto.randomUUID();
    return call;
  }

  #handle(route: Route | null, incoming: Incoming): Response | Promise<Response> {
    const call = this.#callOf(route, incoming);
    try {
      if (!this.#hosts.isGood(incoming.request)) throw badRequest("The Host header is malformed.");
      const token = incoming.request.headers.get("authorization");
      const auth = token === null ? null : this.#tokens.verifyHeader(token);
      const answer =
        auth instanceof Promise
          ? auth.then((record) => this.#answer(route, call, record))
          : this.#answer(route, call, auth);
      if (answer instanceof Response) return this.#finish(call, answer, null);
      return answer.then(
        (response) => this.#complete(call, this.#drafted(call, response), null),
        (error: unknown) => this.#complete(call, this.#draftedError(call, error), error),
      );
    } catch (error) {
      return this.#fail(call, error);
    }
  }

  #answer(route: Route | null, call: RequestCall, auth: RecordModel | null): Response | Promise<Response> {
    call.auth = call.tokenAuth = auth;
    const middleware = this.#middleware;
    if (middleware === undefined || middleware.isEmpty) return this.#answerWithin(route, call);
    return middleware.run(call, async () => {
      try {
        return await this.#drafted(call, await this.#answerWithin(route, call));
      } catch (error) {
        call.error = error;
        return this.#draftedError(call, error);
      }
    });
  }

  #answerWithin(route: Route | null, call: RequestCall): Response | Promise<Response> {
    const middleware = middlewareAt("beforeAddress", route, this.#placed);
    if (middleware === null) return this.#answerRoute(route, call);
    return middleware.run(call, async () => this.#answerRoute(route, call));
  }

  #answerRoute(route: Route | null, call: RequestCall): Response | Promise<Response> {
    if (call.auth !== null) checkSuperuserAddress(call, call.auth);
    const middleware = middlewareAt("beforeLimits", route, this.#placed);
    if (middleware === null) return this.#answerWithinLimits(route, call);
    return middleware.run(call, async () => this.#answerWithinLimits(route, call));
  }

  #answerWithinLimits(route: Route | null, call: RequestCall): Response | Promise<Response> {
    call.rateLimits = this.#rateLimits;
    const counting = this.#rateLimits.check(route, call, call.auth);
    if (counting instanceof Promise) return counting.then(() => this.#answerAllowed(route, call));
    return this.#answerAllowed(route, call);
  }

  #answerAllowed(route: Route | null, call: RequestCall): Response | Promise<Response> {
    const limit = route?.maxBodyBytes === undefined ? DEFAULT_MAX_BODY_BYTES : route.maxBodyBytes;
    call.maxJsonValues = route?.maxJsonValues;
    call.maxBodyBytes = typeof limit === "function" ? limit(call) : limit;
    if (call.request.method !== "GET") checkContentLength(call.request, call.maxBodyBytes);
    if (route === null) throw notFound();
    const middleware = middlewareAt("beforeAccess", route, this.#placed);
    if (middleware === null) return this.#perform(route, call);
    return middleware.run(call, async () => this.#perform(route, call));
  }

  #perform(route: Route, call: RequestCall): Response | Promise<Response> {
    if (route.access !== undefined && route.admits?.(call) !== true) checkAccess(route.access, call, call.auth);
    const middleware = middlewareAt("beforeRoute", route, this.#placed);
    if (middleware === null) return this.#routes.perform(route, call);
    return middleware.run(call, async () => this.#routes.perform(route, call));
  }

  /** With what hooks did to the answer themselves. */
  #drafted(call: RequestCall, response: Response): Response | Promise<Response> {
    const draft = call.takeDraft();
    return draft === null ? response : call.complete(draft, response);
  }

  /** An answer that hooks have written already stays: PocketBase has sent it by then. */
  #draftedError(call: RequestCall, error: unknown): Response | Promise<Response> {
    const draft = call.takeDraft();
    if (draft === null) return this.#renderError(call, error);
    if (draft.status === null) {
      // As in PocketBase, errors are written behind what packs the answer.
      draft.isPacked = false;
      return draft.complete(this.#renderError(call, error));
    }
    this.#logError(call, error);
    return draft.complete(null);
  }

  #complete(call: RequestCall, answer: Response | Promise<Response>, error: unknown): Response | Promise<Response> {
    if (answer instanceof Promise) return answer.then((response) => this.#complete(call, response, error));
    return release(call, this.#finish(call, answer, error));
  }

  #headers(request: Request): Headers {
    const origin = request.headers.get("origin");
    const allowed = origin === null ? null : this.#cors.allow(origin);
    if (allowed === null) return JSON_HEADERS;
    return allowed === "*" ? OPEN_JSON_HEADERS : withOrigin(allowed);
  }

  #renderError(call: RequestCall, error: unknown): Response {
    const away = unavailable(error);
    if (away !== null) return this.#renderUnavailable(call, away);
    const apiError = toApiError(error);
    // A client that went away while its body was read is no accident.
    const isGone = call.request.signal.aborted;
    if (!isGone && (isUnexpected(error) || apiError.status >= 500)) this.#logError(call, error);
    return call.jsonText(errorBody(apiError), apiError.status);
  }

  /** Told once in a while, for nearly every request fails in the same way. */
  #renderUnavailable(call: RequestCall, error: ApiError): Response {
    const now = performance.now();
    if (now - this.#toldUnavailableMs >= UNAVAILABLE_LOG_MS) {
      this.#toldUnavailableMs = now;
      this.#context.log.error("requests fail, because the database is not available", { error: String(error.cause) });
    }
    const response = call.jsonText(errorBody(error), error.status);
    response.headers.set("retry-after", String(RETRY_AFTER_SECONDS));
    return response;
  }

  #logError(call: RequestCall, error: unknown): void {
    if (error instanceof Error && this.#context.toldErrors.has(error)) return;
    const [text, cause] = [String(error), describe(toApiError(error).cause)];
    this.#context.log.error("request failed", {
      method: call.request.method,
      url: maskedPath(call.request.url),
      ...(call.requestId === null ? {} : { requestId: call.requestId }),
      error: text,
      ...stackForLog(error),
      ...(cause === text ? {} : { cause }),
    });
  }

  #fail(call: RequestCall, error: unknown): Response {
    return this.#finish(call, this.#renderError(call, error), error);
  }

  #finish(call: RequestCall, response: Response, thrown: unknown): Response {
    const error = thrown ?? call.error;
    // A response that a handler built itself lacks the headers that `Call.json` gives.
    if (response !== call.made) this.#addHeaders(call, response.headers);
    if (call.requestId !== null) response.headers.set("x-request-id", call.requestId);
    if (call.isSuccessLogged || error !== null) {
      const durationMs = performance.now() - call.startedMs;
      const { auth, requestId, route } = call;
      this.#activityLog?.record({ call, route, auth, status: response.status, durationMs, error, requestId });
    }
    return response;
  }

  #addHeaders({ request, mayBeFramed }: RequestCall, headers: Headers): void {
    for (const [name, value] of SECURITY_ENTRIES) {
      if (!(mayBeFramed && name === "x-frame-options") && !headers.has(name)) headers.set(name, value);
    }
    const varies = headers.get("vary");
    if (varies?.includes("Origin") !== true) headers.set("vary", varies === null ? "Origin" : `Origin, ${varies}`);
    const allowed = this.#headers(request).get("access-control-allow-origin");
    if (allowed !== null) headers.set("access-control-allow-origin", allowed);
  }
}

/** Without a promise where nothing is held, which is nearly always. */
function release(call: RequestCall, response: Response): Response | Promise<Response> {
  return call.holdsResources ? call[Symbol.asyncDispose]().then(() => response) : response;
}

function withOrigin(allowed: string): Headers {
  const headers = new Headers(JSON_HEADERS);
  headers.set("access-control-allow-origin", allowed);
  return headers;
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : (JSON.stringify(cause) ?? "");
}
