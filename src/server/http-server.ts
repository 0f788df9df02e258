import { Elysia } from "elysia";
import { pathOf } from "../lib/path-of.ts";
import type { SocketHandlers } from "../lib/web-socket.ts";
import type { Route } from "../model/route.ts";
import type { Dispatcher } from "./dispatch.ts";
import type { Incoming } from "./request-call.ts";

export interface HttpServerOptions {
  readonly dispatcher: Dispatcher;
  readonly routes: readonly Route[];
  /** Answers GET requests for paths that no route has, if it can. */
  readonly fallback: Route | null;
  /** Routes that come and go while the server runs, for paths that none of the others has. */
  readonly dynamicRoutes?: DynamicRoutes;
  /** Ends what would stay open otherwise (streams, sockets), once nothing new is accepted. */
  readonly onStop?: () => void;
  /** So long a WebSocket may leave pings unanswered; at least 8. */
  readonly socketIdleSeconds?: number;
}

export interface DynamicRoutes {
  find(
    method: string,
    path: string,
    host: string,
  ): { readonly route: Route; readonly params: Readonly<Record<string, string>> } | null;
}

export interface Address {
  readonly hostname: string;
  readonly port: number;
}

export interface ListenOptions {
  /** Whether other processes of the same user may listen on the port too. Default: false. */
  readonly isShared?: boolean;
}

/** The longest that Bun knows: it also ends requests that are waited for, such as a slow query. */
const IDLE_TIMEOUT_SECONDS = 255;

/** Without an address of its own a request of a test seems to come from this machine. */
const LOCAL = "127.0.0.1";

/** What a socket of both families writes before an address of IPv4. */
const MAPPED = "::ffff:";

/** As PocketBase's. Beyond it Bun answers 431 by itself. */
const MAX_HEADER_BYTES = 1024 * 1024;

const SOCKET_IDLE_SECONDS = 60;

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
  #toShed = 0;

  constructor({ dispatcher, routes, fallback, dynamicRoutes, onStop, socketIdleSeconds }: HttpServerOptions) {
    const websocket = { ...SOCKET_LIMITS, idleTimeout: socketIdleSeconds ?? SOCKET_IDLE_SECONDS };
    this.#app = new Elysia({ aot: true, normalize: false, strictPath: true, handler: HOSTS_OF_ANY_LENGTH, websocket });
    this.#onStop = onStop;
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
    this.#app.options("/*", ({ request }) => dispatcher.preflight(request), { parse: "none" });
    // All methods in one: with a route of its own for GET, Elysia would answer HEAD by reading the whole of what GET answers.
    this.#app.all("/*", this.#lateHandler(dispatcher, fallback, dynamicRoutes), { parse: "none" });
  }

  /** Answers without a socket. */
  request(request: Request): Promise<Response> {
    return this.#app.handle(request);
  }

  /** Starts to listen; rejects where the address can't be had. */
  listen({ hostname, port }: Address, { isShared = false }: ListenOptions = {}): Address {
    this.#app.listen({
      hostname,
      port,
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      idleTimeout: IDLE_TIMEOUT_SECONDS,
      // Elysia's default would let two servers share a port unnoticed.
      reusePort: isShared,
    });
    void raiseHeaderLimit();
    const server = this.#app.server;
    return { hostname: server?.hostname ?? hostname, port: server?.port ?? port };
  }

  /** Accepts nothing new, waits for what runs, and ends it after the limit. */
  async stop(limitMs: number): Promise<void> {
    const { server } = this.#app;
    if (server === null) return;
    const finished = server.stop();
    this.#onStop?.();
    await Promise.race([finished, Bun.sleep(limitMs)]);
    await server.stop(true);
  }

  /** Closes so many connections, each after its next answer, so that their clients connect anew. */
  shedConnections(count: number): void {
    this.#toShed = count;
  }

  #handler(dispatcher: Dispatcher, route: Route) {
    return ({ request, params, server }: HandlerContext): Response | Promise<Response> =>
      this.#answer(dispatcher, route, new HttpRequest(request, params, server));
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

  #answer(dispatcher: Dispatcher, route: Route | null, request: HttpRequest): Response | Promise<Response> {
    const answer = dispatcher.handle(route, request);
    return this.#toShed === 0 ? answer : this.#closing(answer);
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

function findDynamic(dynamicRoutes: DynamicRoutes | undefined, { method, url }: Request) {
  // The dispatcher refuses a malformed one.
  const host = URL.parse(url)?.hostname ?? "";
  return dynamicRoutes?.find(method, pathOf(url), host) ?? null;
}

/** The limit is the process's, and set through a module that takes some 6 ms to load: so once the server listens. */
async function raiseHeaderLimit(): Promise<void> {
  const { default: http } = await import("node:http");
  // Its type says that it can't be set.
  Reflect.set(http, "maxHeaderSize", Math.max(http.maxHeaderSize, MAX_HEADER_BYTES));
}

/** A class rather than an object of functions: it is made for every request. */
class HttpRequest implements Incoming {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly #server: Listener | null;

  constructor(request: Request, params: Readonly<Record<string, string>>, server: Listener | null) {
    this.request = request;
    this.params = params;
    this.#server = server;
  }

  remoteAddress(): string {
    const address = this.#server?.requestIP(this.request)?.address ?? LOCAL;
    return address.startsWith(MAPPED) && address.includes(".") ? address.slice(MAPPED.length) : address;
  }

  keepOpen(): void {
    this.#server?.timeout(this.request, 0);
  }

  upgrade(handlers: SocketHandlers): boolean {
    // Elysia hands every event of a socket to what lies in its data.
    return this.#server?.upgrade(this.request, { data: handlers }) ?? false;
  }
}

interface HandlerContext {
  readonly request: Request;
  readonly params: Record<string, string>;
  readonly server: Listener | null;
}

/** The part of Bun's server that requests need. */
interface Listener {
  requestIP(request: Request): { address: string } | null;
  timeout(request: Request, seconds: number): void;
  upgrade(request: Request, options: { data: SocketHandlers }): boolean;
}
