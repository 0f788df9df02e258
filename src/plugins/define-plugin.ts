import type { AppApi, AuthRecord } from "./app-api.ts";
import type { HookMethods, HookOptions } from "./hook-methods.ts";
import type { PluginRoutes } from "./routes/elysia.ts";

/** The default export of a plugin's file. It runs once per load; what it registers takes effect when it has finished. */
export interface Plugin {
  (app: PluginApp): Promise<void> | void;
  readonly options?: PluginOptions;
}

export interface PluginOptions {
  /**
   * How long each hook of the plugin may take, not counting the time in `next()`. A hook that takes longer fails with an error.
   * Synchronous code cannot be interrupted. Default: `--hookTimeout`, 15 s.
   */
  readonly hookTimeoutMs?: number;
}

/** Adds the options to the function and returns it. */
export function definePlugin(plugin: (app: PluginApp) => Promise<void> | void, options: PluginOptions = {}): Plugin {
  return Object.assign(plugin, { options });
}

/** The app that a plugin gets. When the plugin's file is saved, everything it registered is replaced by what the new version registers. */
export interface PluginApp extends AppApi, HookMethods {
  /** The plugin's name. */
  readonly name: string;
  /**
   * An Elysia instance: `app.routes.get("/api/hello/:name", ({ params }) => …, { params: t.Object({ … }), auth: "users" })`.
   * Handlers also get `auth`, `clientAddress` and `info`. Baobox's own paths are reserved.
   */
  readonly routes: PluginRoutes;
  /**
   * Adds a scheduled job. `expression` has five fields or is a macro such as `@daily`, in UTC. The schedule does not start a job that is
   * still running.
   */
  cron(name: string, expression: string, handler: () => Promise<void> | void): void;
  /** Adds a function that wraps every request, including those to Baobox's own API. */
  middleware(handler: Middleware, options?: HookOptions): void;
  /** Serves a folder's files below `path`. `folder` is relative to the plugin's file, in your own executable to the executable. */
  static(path: string, folder: string): void;
  /** Runs `work` before the plugin is replaced or the server stops, e.g. to close connections or clear timers. */
  onUnload(work: () => Promise<void> | void): void;
}

/** Returns its own response, or that of `next()`, changed or not. `next()` does not throw: it turns errors into responses. */
export type Middleware = (call: MiddlewareCall, next: () => Promise<Response>) => Promise<Response> | Response;

export interface MiddlewareCall {
  readonly app: AppApi;
  readonly request: Request;
  readonly path: string;
  /** Who is signed in. */
  readonly auth: AuthRecord | null;
  readonly clientAddress: string;
}

/**
 * The callers that a route accepts: `true` for anyone signed in, `"guest"` for guests only, `"superuser"`, or the names of auth
 * collections. Superusers may call every route except those for guests.
 */
export type AuthGuard = true | "guest" | "superuser" | (string & {}) | readonly string[];
