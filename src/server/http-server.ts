import { Elysia } from "elysia";
import { CAN_SHARE_PORTS } from "../lib/can-share-ports.ts";
import type { ServerCertificate } from "../lib/tls/certificate-files.ts";
import { tlsOf } from "../lib/tls/tls-of.ts";
import type { Route } from "../model/route.ts";
import type { Dispatcher } from "./dispatch.ts";
import { type HandlerContext, HttpRequest } from "./http-request.ts";
import { type DynamicRoutes, findBefore, findDynamic, type OverridingRoutes } from "./late-routes.ts";
import { TurnLimit } from "./turn-limit.ts";

export interface HttpServerOptions {
  readonly dispatcher: Dispatcher;
  readonly routes: readonly Route[];
  /** Answers GET requests for paths that no route has, if it can. */
  readonly fallback: Route | null;
  /** Routes that come and go while the server runs, for paths that none of the others has. */
  readonly dynamicRoutes?: DynamicRoutes;
  /** Routes that go before others in part of what these are for. */
  readonly overridingRoutes?: OverridingRoutes;
  /** Ends what would stay open otherwise (streams, sockets), once nothing new is accepted. */
  readonly onStop?: () => void;
  /** So long a WebSocket may leave pings unanswered; at least 8. */
  readonly socketIdleSeconds?: number;
}

export interface Address {
  readonly hostname: string;
  readonly port: number;
}

export interface ListenOptions {
  /** Whether other processes of the same user may listen on the port too. Default: false. */
  readonly isShared?: boolean;
  /** To listen with HTTPS. */
  readonly https?: HttpsOptions;
}

export interface HttpsOptions {
  /** The first is for all names that no other has. */
  readonly certificates: readonly ServerCertificate[];
  /** Hosts whose requests are sent to another one. */
  readonly redirects: ReadonlyMap<string, string>;
  /** Sent as `Strict-Transport-Security`; null: it is not sent. */
  readonly hstsSeconds: number | null;
  readonly offersHttp2: boolean;
}

/** The longest that Bun knows: it also ends requests that are waited for, such as a slow query. */
const IDLE_TIMEOUT_SECONDS = 255;

/** As PocketBase's. Beyond it Bun answers 431 by itself. */
const MAX_HEADER_BYTES = 1024 * 1024;

const SOCKET_IDLE_SECONDS = 60;

/** How long a server with the certificates before still listens. */
const REPLACEMENT_MS = 5_000;

/** Elysia looks for the path behind 11 characters otherwise, and misses it behind `http://pb/`. */
const HOSTS_OF_ANY_LENGTH = { standardHostname: false };

/** Half-open connections are found by pings, which Bun sends by itself. What a client may leave unread is the socket owner's to limit. */
const SOCKET_LIMITS = {
  maxPayloadLength: 128 * 1024,
  sendPings: true,
  backpressureLimit: 64 * 1024 * 1024,
};

/**
 * The routes behind Elysia. Its handlers name just what they need, so that its compiler parses neither query nor body, and Bun's
 * own router finds the route: measured, that keeps more than 0.9 of the requests a second of a bare `Bun.serve`.
 */
export class HttpServer {
  /** What it serves, but for what it falls back to. */
  readonly routes: readonly Route[];
  readonly #app;
  readonly #onStop: (() => void) | undefined;
  readonly #overridingRoutes: OverridingRoutes | undefined;
  readonly #turnLimit = new TurnLimit();
  #toShed = 0;
  #https: HttpsOptions | null = null;
  /** Servers that listen no more, but still have connections. */
  #replaced: NonNullable<Elysia["server"]>[] = [];

  constructor(options: HttpServerOptions) {
    const { dispatcher, routes, fallback, dynamicRoutes, onStop, socketIdleSeconds } = options;
    const websocket = { ...SOCKET_LIMITS, idleTimeout: socketIdleSeconds ?? SOCKET_IDLE_SECONDS };
    this.#app = new Elysia({ aot: true, normalize: false, strictPath: true, handler: HOSTS_OF_ANY_LENGTH, websocket });
    this.#onStop = onStop;
    this.#overridingRoutes = options.overridingRoutes;
    this.routes = routes;
    for (const route of routes) {
      const handler =
        route.yields === true
          ? this.#yieldingHandler(dispatcher, route, dynamicRoutes)
          : this.#handler(dispatcher, route);
      this.#app.route(route.method, route.path, handler, { config: {}, parse: "none" });
      // Go's router answers HEAD by the GET route.
      if (route.method === "GET") this.#app.route("HEAD", route.path, handler, { config: {}, parse: "none" });
    }
    this.#app.options("/*", ({ request }) => this.#preflight(dispatcher, request), { parse: "none" });
    // All methods in one: with a route of its own for GET, Elysia would answer HEAD by reading the whole of what GET answers.
    this.#app.all("/*", this.#lateHandler(dispatcher, fallback, dynamicRoutes), { parse: "none" });
  }

  /** Answers without a socket. */
  request(request: Request): Promise<Response> {
    return this.#app.handle(request);
  }

  /** Starts to listen; throws where the address can't be had. */
  listen(address: Address, { isShared = false, https }: ListenOptions = {}): Address {
    this.#https = https ?? null;
    const server = this.#listen(address, isShared);
    void raiseHeaderLimit();
    return { hostname: server.hostname ?? address.hostname, port: server.port ?? address.port };
  }

  /**
   * Listens on the same port with new certificates, then no longer with the ones before, whose connections go on until they end.
   * No request fails meanwhile where processes can share ports (Linux).
   */
  renewCertificates(certificates: readonly ServerCertificate[]): void {
    const before = this.#app.server;
    if (before === null || this.#https === null) return;
    this.#https = { ...this.#https, certificates };
    const { hostname = "", port = 0 } = before;
    if (!CAN_SHARE_PORTS) void before.stop();
    this.#listen({ hostname, port }, true);
    this.#replaced.push(before);
    // Idle connections end with the server. A client could be about to use one: all are asked to connect anew before.
    this.#toShed = Number.POSITIVE_INFINITY;
    setTimeout(() => {
      this.#toShed = 0;
      void before.stop().then(() => (this.#replaced = this.#replaced.filter((server) => server !== before)));
    }, REPLACEMENT_MS).unref();
  }

  #listen({ hostname, port }: Address, isShared: boolean) {
    const https = this.#https;
    this.#app.listen({
      hostname,
      port,
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      idleTimeout: IDLE_TIMEOUT_SECONDS,
      // Elysia's default would let two servers share a port unnoticed.
      reusePort: isShared || https !== null,
      ...(https === null ? {} : { tls: tlsOf(https.certificates), http2: https.offersHttp2 }),
    });
    if (this.#app.server === null) throw new Error("the server does not listen");
    return this.#app.server;
  }

  /** Accepts nothing new, waits for what runs, and ends it after the limit. */
  async stop(limitMs: number): Promise<void> {
    const { server } = this.#app;
    if (server === null) return;
    const all = [server, ...this.#replaced];
    const finished = Promise.all(all.map((one) => one.stop()));
    this.#onStop?.();
    await Promise.race([finished, Bun.sleep(limitMs)]);
    await Promise.all(all.map((one) => one.stop(true)));
  }

  /** Closes so many connections, each after its next answer, so that their clients connect anew. */
  shedConnections(count: number): void {
    this.#toShed = count;
  }

  #handler(dispatcher: Dispatcher, route: Route) {
    const overriding = this.#overridingRoutes;
    const name = `${route.method} ${route.path}`;
    return ({ request, params, server }: HandlerContext): Response | Promise<Response> => {
      const before = overriding?.overrides === true ? findBefore(overriding, name, request) : null;
      if (before === null) return this.#answer(dispatcher, route, new HttpRequest(request, params, server));
      return this.#answer(dispatcher, before.route, new HttpRequest(request, before.params, server));
    };
  }

  /** Only the same path goes before it: a route for all paths must not take the dashboard's. */
  #yieldingHandler(dispatcher: Dispatcher, route: Route, dynamicRoutes?: DynamicRoutes) {
    return ({ request, params, server }: HandlerContext): Response | Promise<Response> => {
      const later = findDynamic(dynamicRoutes, request);
      const found = later?.route.path === route.path ? later : { route, params };
      return this.#answer(dispatcher, found.route, new HttpRequest(request, found.params, server));
    };
  }

  #lateHandler(dispatcher: Dispatcher, fallback: Route | null, dynamicRoutes?: DynamicRoutes) {
    return ({ request, params, server }: HandlerContext): Response | Promise<Response> => {
      const { method } = request;
      const missing = method === "GET" || method === "HEAD" ? fallback : null;
      const found = findDynamic(dynamicRoutes, request) ?? { route: missing, params };
      return this.#answer(dispatcher, found.route, new HttpRequest(request, found.params, server));
    };
  }

  #preflight(dispatcher: Dispatcher, request: Request): Response | Promise<Response> {
    const turn = this.#turnLimit.turnFor(performance.now());
    return turn === null ? dispatcher.preflight(request) : turn.then(() => dispatcher.preflight(request));
  }

  #answer(dispatcher: Dispatcher, route: Route | null, request: HttpRequest): Response | Promise<Response> {
    const turn = this.#turnLimit.turnFor(request.receivedMs);
    if (turn === null) return this.#answerNow(dispatcher, route, request);
    // Of a connection that was closed meanwhile no address is known, and nobody gets the answer.
    return turn.then(() =>
      request.request.signal.aborted
        ? new Response(null, { status: 400 })
        : this.#answerNow(dispatcher, route, request),
    );
  }

  #answerNow(dispatcher: Dispatcher, route: Route | null, request: HttpRequest): Response | Promise<Response> {
    const https = this.#https;
    if (https !== null) return this.#answerHttps(https, { dispatcher, route, request });
    const answer = dispatcher.handle(route, request);
    return this.#toShed === 0 ? answer : this.#closing(answer);
  }

  #answerHttps(https: HttpsOptions, { dispatcher, route, request }: Asked): Response | Promise<Response> {
    const elsewhere = redirectOf(https, request.request);
    const answer = elsewhere ?? dispatcher.handle(route, request);
    const closing = this.#toShed === 0 ? answer : this.#closing(answer);
    if (https.hstsSeconds === null) return closing;
    const value = `max-age=${https.hstsSeconds}`;
    const added = (response: Response): Response => {
      response.headers.set("strict-transport-security", value);
      return response;
    };
    return closing instanceof Promise ? closing.then(added) : added(closing);
  }

  async #closing(answering: Response | Promise<Response>): Promise<Response> {
    const answer = await answering;
    // A stream would close nothing for long.
    if (this.#toShed === 0 || answer.headers.get("content-type") === "text/event-stream") return answer;
    this.#toShed -= 1;
    answer.headers.set("connection", "close");
    return answer;
  }
}

interface Asked {
  readonly dispatcher: Dispatcher;
  readonly route: Route | null;
  readonly request: HttpRequest;
}

/** From `www.` to the domain itself, as PocketBase does where `www.` was not asked for by name. */
function redirectOf({ redirects }: HttpsOptions, request: Request): Response | null {
  if (redirects.size === 0) return null;
  const url = URL.parse(request.url);
  const host = redirects.get(url?.hostname ?? "");
  if (url === null || host === undefined) return null;
  url.hostname = host;
  return new Response(null, { status: 307, headers: { location: url.href } });
}

/** The limit is the process's, and set through a module that takes some 6 ms to load: so once the server listens. */
async function raiseHeaderLimit(): Promise<void> {
  const { default: http } = await import("node:http");
  // Its type says that it can't be set.
  Reflect.set(http, "maxHeaderSize", Math.max(http.maxHeaderSize, MAX_HEADER_BYTES));
}
