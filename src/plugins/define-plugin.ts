import type { AppApi, AuthRecord } from "./app-api.ts";
import type { HookMethods, HookOptions } from "./hook-methods.ts";
import type { PluginRoutes } from "./routes/elysia.ts";

/** The function that a plugin's file exports as its default. It runs once a load; what it registers holds when it is done. */
export interface Plugin {
  (app: PluginApp): Promise<void> | void;
  readonly options?: PluginOptions;
}

export interface PluginOptions {
  /**
   * How long each of the plugin's hooks may take, without the time of `next()`. What takes longer is given up with an error.
   * Code that never waits for anything can't be interrupted.
   */
  readonly hookTimeoutMs?: number;
}

/** Gives the function back, with the options on it. */
export function definePlugin(plugin: (app: PluginApp) => Promise<void> | void, options: PluginOptions = {}): Plugin {
  return Object.assign(plugin, { options });
}

/** What a plugin registers ends with it: when its file is saved, the new version takes the place of the old one. */
export interface PluginApp extends AppApi, HookMethods {
  /** The plugin's name. */
  readonly name: string;
  /**
   * An Elysia instance: `app.routes.get("/api/hello/:name", ({ params }) => …, { params: t.Object({ … }), auth: "users" })`.
   * Handlers also get `auth`, `clientAddress` and `info`. The paths of Baobox itself are taken.
   */
  readonly routes: PluginRoutes;
  /** Runs by the clock, in UTC; five fields or a macro such as `@daily`. The clock does not start it while it runs. */
  cron(name: string, expression: string, handler: () => Promise<void> | void): void;
  /** Around every request, those of Baobox's own API too. */
  middleware(handler: Middleware, options?: HookOptions): void;
  /** Serves the files of a folder below a path. It is relative to the plugin's file, in an executable of one's own to that. */
  static(path: string, folder: string): void;
  /** Runs before the plugin is replaced or the server stops, for what Bun does not end by itself. */
  onUnload(work: () => Promise<void> | void): void;
}

/** Answers itself, or gives what `next` answers, with changes or without. An error that `next` meets is an answer already. */
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
 * Who may call a route: anyone signed in, only guests, superusers, or records of the named auth collections; superusers may
 * always call what others may sign in for.
 */
export type AuthGuard = true | "guest" | "superuser" | (string & {}) | readonly string[];
