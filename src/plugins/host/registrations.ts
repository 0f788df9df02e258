import { cronError } from "../../lib/cron-expression.ts";
import type { Hooks } from "../../model/hooks.ts";
import type { Call } from "../../model/route.ts";
import type { Middleware, PluginApp } from "../define-plugin.ts";
import type { Handler, HookOptions } from "../hook-methods.ts";
import { BoundApp } from "../bound-app.ts";
import { createPluginRoutes, type PluginRoutes } from "../routes/elysia.ts";
import type { ApiScope } from "../api-scope.ts";

export interface HookRegistration {
  readonly name: keyof Hooks;
  /** None for all collections. */
  readonly tags: readonly string[];
  readonly handler: Handler<object>;
  readonly priority: number;
  /** Its stack leads to the line that bound the handler. */
  readonly bound: Error;
}

export interface CronRegistration {
  readonly name: string;
  readonly expression: string;
  readonly handler: () => Promise<void> | void;
}

/** What a plugin asked for while it was loaded. */
export class Registrations {
  readonly hooks: HookRegistration[] = [];
  readonly crons: CronRegistration[] = [];
  readonly middlewares: { readonly handler: Middleware; readonly priority: number }[] = [];
  readonly folders: { readonly path: string; readonly folder: string }[] = [];
  readonly unloads: (() => Promise<void> | void)[] = [];
  /** The calls of the requests that the routes answer. */
  readonly callsOf = new WeakMap<Request, Call>();
  #routes: PluginRoutes | undefined;
  #isClosed = false;

  get routes(): PluginRoutes {
    return (this.#routes ??= createPluginRoutes((request) => {
      const call = this.callsOf.get(request);
      if (call === undefined) throw new Error("routes of plugins only answer requests that come through the server");
      return call;
    }));
  }

  /** Null where the plugin has none. */
  get usedRoutes(): PluginRoutes | null {
    return this.#routes ?? null;
  }

  /** From now on nothing can be added any more. */
  close(): void {
    this.#isClosed = true;
  }

  add<T>(list: T[], item: T): void {
    if (this.#isClosed) throw new Error("hooks, jobs and middleware can only be registered while the plugin loads");
    list.push(item);
  }
}

/** The `app` of a plugin, without its hook methods. */
class RegisteringApp extends BoundApp {
  readonly name: string;
  readonly #registrations: Registrations;

  constructor(name: string, scope: ApiScope, registrations: Registrations) {
    super(scope);
    this.name = name;
    this.#registrations = registrations;
  }

  get routes(): PluginRoutes {
    return this.#registrations.routes;
  }

  cron(name: string, expression: string, handler: CronRegistration["handler"]): void {
    const problem = cronError(expression);
    if (problem !== null) throw new Error(`the job ${name} can't run at "${expression}": ${problem}`);
    this.#registrations.add(this.#registrations.crons, { name, expression, handler });
  }

  middleware(handler: Middleware, { priority = 0 }: HookOptions = {}): void {
    this.#registrations.add(this.#registrations.middlewares, { handler, priority });
  }

  static(path: string, folder: string): void {
    this.#registrations.add(this.#registrations.folders, { path, folder });
  }

  onUnload(work: () => Promise<void> | void): void {
    this.#registrations.add(this.#registrations.unloads, work);
  }
}

type HookArguments =
  | [handler: Handler<object>, options?: HookOptions]
  | [collections: string | readonly string[], handler: Handler<object>, options?: HookOptions];

/** Makes the `app` of a plugin; `hookNames` are the methods that register hooks. */
export function createPluginApp(
  {
    name,
    scope,
    hookNames,
  }: { readonly name: string; readonly scope: ApiScope; readonly hookNames: readonly (keyof Hooks)[] },
  registrations: Registrations,
): PluginApp {
  const app = new RegisteringApp(name, scope, registrations);
  const methods = hookNames.map((hook) => [
    hook,
    (...given: HookArguments): void => registrations.add(registrations.hooks, parseHook(hook, given)),
  ]);
  return Object.assign(app, Object.fromEntries(methods)) as unknown as PluginApp;
}

function parseHook(name: keyof Hooks, given: HookArguments): HookRegistration {
  const [first, second, third] = given;
  const hasTags = typeof first === "string" || Array.isArray(first);
  const handler = hasTags ? second : first;
  const { priority = 0 } = ((hasTags ? third : second) ?? {}) as HookOptions;
  if (typeof handler !== "function") throw new TypeError(`${name} needs a function that handles the event`);
  const bound = new Error(`${name} was registered here`);
  return { name, tags: hasTags ? [first].flat() : [], handler: handler as Handler<object>, priority, bound };
}
