import { cronError, expandMacro } from "../lib/cron-expression.ts";
import type { HookEvent } from "../lib/hook.ts";
import { traced } from "../lib/tracing.ts";
import type { Context } from "../model/context.ts";
import type { Hooks } from "../model/hooks.ts";
import type { Call } from "../model/route.ts";
import { noteUserCode, noteUserError } from "../model/user-code.ts";
import { HookEventLink, type ServerEvent } from "./events/hook-event-link.ts";
import type { MiddlewarePlace } from "../server/middleware/request-middleware.ts";
import { addressCheck, type ChainLink, inOrder, placeOf, runChain } from "./handler-chain.ts";
import { type HookRoute, HookRouter, type RoutePlace } from "./hook-router.ts";
import { type ApplyMigrations, createHookParts, type HookParts, type PrintLine } from "./hook-parts.ts";
import { missedWithoutNext } from "../plugins/host/without-next.ts";
import { type LoadedFile, loadHookFiles } from "./load-files.ts";
import { nativeOptions, nativeRun } from "./native-middleware.ts";
import { placeNext } from "./next-place.ts";
import { bodyUseOf } from "./await-body.ts";
import { realmEnvironment } from "./realm-environment.ts";
import { runHandler } from "./run-handler.ts";
import type { RegisteredHandler, Registration } from "./runtime/registrations.ts";
import { RuntimeFile } from "./runtime-file.ts";
import { ThreadPool } from "./thread-pool.ts";

export interface HookFileOptions {
  readonly context: Context;
  readonly folder: string;
  /** So many threads are kept. */
  readonly poolSize: number;
  /** What the server itself answers. */
  readonly serverRoutes: readonly RoutePlace[];
  /** Ends a load that goes on, as one of a file with an endless loop. Default: nothing does. */
  readonly stop?: AbortSignal;
  /** How long the code of a handler may run, without the time of what it calls. */
  readonly timeoutMs: number;
  /** How much the memory of the process may grow meanwhile. Default: 512 MiB. */
  readonly memoryBytes?: number | undefined;
  /** Applies the migrations that were not applied yet. Default: there are none. */
  readonly applyMigrations?: ApplyMigrations | undefined;
  /** Prints what `console` is given. Default: it is logged. */
  readonly print?: PrintLine | undefined;
}

interface HookCron {
  readonly id: string;
  readonly expression: string;
  readonly handler: number;
  /** The name of the file that adds it; null where a handler does. */
  readonly file: string | null;
}

/** One load of all hook files: its threads, and what it registered. */
export class LoadedHooks {
  readonly files: readonly LoadedFile[];
  readonly router: HookRouter;
  /** Around every request. */
  readonly middleware: Readonly<Record<MiddlewarePlace, readonly ChainLink[]>>;
  readonly parts: HookParts;
  readonly #hooks: {
    readonly name: string;
    readonly tags: readonly string[];
    readonly handler: number;
    readonly what: string;
  }[] = [];
  readonly #crons: HookCron[] = [];
  #unbind: (() => void)[] = [];
  #lastHandler = 0;

  private constructor(parts: HookParts, files: readonly LoadedFile[], serverRoutes: readonly RoutePlace[]) {
    this.parts = parts;
    this.files = files;
    const routes: HookRoute[] = [];
    const uses: ChainLink[] = [];
    for (const file of files) for (const one of file.registrations) this.#register(file, one, { routes, uses });
    this.router = new HookRouter(routes, serverRoutes);
    const middleware = inOrder(uses);
    const linksAt = (place: MiddlewarePlace): ChainLink[] => middleware.filter((link) => placeOf(link) === place);
    this.middleware = {
      beforeAddress: linksAt("beforeAddress"),
      beforeLimits: linksAt("beforeLimits"),
      beforeAccess: linksAt("beforeAccess"),
      beforeRoute: linksAt("beforeRoute"),
    };
  }

  /** Loads the files. Nothing of them takes effect before `bind`. What is wrong with one is in `files`. */
  static async load(options: HookFileOptions): Promise<LoadedHooks> {
    const { context, folder, poolSize, timeoutMs, memoryBytes, print, serverRoutes, applyMigrations, stop } = options;
    const environment = realmEnvironment(context, { hooksDir: folder, isMigration: false });
    const runtimeFile = RuntimeFile.create(context.options.dataDir);
    const pool = new ThreadPool({ environment, runtimeFile, size: poolSize, timeoutMs, memoryBytes });
    const close = (): void => pool.close();
    stop?.addEventListener("abort", close);
    const parts = createHookParts({
      context,
      pool,
      print,
      ...(applyMigrations === undefined ? {} : { applyMigrations }),
      addCron: ({ id, expression, code }) =>
        hooks.#addCron({ id, expression, handler: hooks.#source({ code }, null), file: null }),
    });
    let hooks: LoadedHooks;
    try {
      hooks = new LoadedHooks(parts, await loadHookFiles(parts, { folder, environment }), serverRoutes);
      return hooks;
    } catch (error) {
      pool.close();
      throw error;
    } finally {
      stop?.removeEventListener("abort", close);
    }
  }

  /** Has hooks and jobs take effect. Synchronous, so that a new load takes the place of the old one between two requests. */
  bind(): void {
    const { hooks, tracing } = this.parts.context;
    for (const { name, tags, handler, what } of this.#hooks) {
      const onNoNext = this.#createNoNextWarning({ name: name as keyof Hooks, handler, what });
      const hook = hooks[name as keyof Hooks] as unknown as { bind(handler: object): () => void };
      const run = async (event: ServerEvent): Promise<void> => {
        noteUserCode(event);
        const link = new HookEventLink(name, event);
        try {
          const start = { name: `hook ${name}`, values: { "baobox.hook": what } };
          await traced(tracing, start, () => runHandler(this.parts, { what, handler, event: link }));
          if (!link.isFinished) onNoNext();
        } catch (error) {
          link.noteError(error);
          noteUserError(error);
          throw error;
        }
      };
      this.#unbind.push(hook.bind({ tags, group: GROUP, run: run as (event: HookEvent) => Promise<void> }));
    }
    for (const cron of this.#crons) this.#addCron(cron);
  }

  unbind(): void {
    for (const end of this.#unbind.splice(0)) end();
  }

  /** As for plugins: a forgotten `next()` is no error, and a client is answered with a record that is not stored. Told once a handler. */
  #createNoNextWarning({ name, handler, what }: { name: keyof Hooks; handler: number; what: string }): () => void {
    const missed = missedWithoutNext(name);
    let isTold = missed === null;
    return () => {
      if (isTold) return;
      isTold = true;
      const { line } = this.parts.sources.get(handler) ?? { line: 1 };
      const advice = "call e.next() to continue, or throw an error to reject the operation";
      this.parts.context.log.warn(`${what}:${line} ended without e.next(): ${missed}; ${advice}`);
    };
  }

  #register(
    file: LoadedFile,
    { kind, names, tags, handlers }: Registration,
    { routes, uses }: { routes: HookRoute[]; uses: ChainLink[] },
  ): void {
    const [first = "", second = ""] = names;
    const [handler] = handlers;
    switch (kind) {
      case "hook":
        if (handler !== undefined) {
          this.#hooks.push({
            name: first,
            tags,
            handler: this.#source(handler, file),
            what: `${first} of ${file.name}`,
          });
        }
        return;
      case "route":
        routes.push(this.#route(file, { method: first, path: second, handlers }));
        return;
      case "use":
        uses.push(...handlers.map((one) => this.#link(one, file, "a middleware")));
        return;
      case "cron":
        if (handler !== undefined) {
          const source = this.#source(handler, file);
          this.#crons.push({ id: first, expression: second, handler: source, file: file.name });
        }
        return;
      case "cronRemove":
        this.#crons.splice(0, this.#crons.length, ...this.#crons.filter(({ id }) => id !== first));
    }
  }

  #route(
    file: LoadedFile,
    { method, path, handlers }: { method: string; path: string; handlers: readonly RegisteredHandler[] },
  ): HookRoute {
    const what = `the route ${method} ${path}`;
    const [, name] = /\/:([^/]+)/.exec(path) ?? [];
    if (name !== undefined) {
      this.parts.context.log.warn(
        `${what} of ${file.name} answers only ":${name}" as it is written: {${name}} is a part with any value`,
      );
    }
    const all = handlers.map((one) => this.#link(one, file, what));
    const last = all.pop();
    // With that of all routes, which later files may still add to.
    let links: readonly ChainLink[] | undefined;
    const linksOf = (): readonly ChainLink[] =>
      (links ??= [...this.#linksAround(all), ...(last === undefined ? [] : [last])]);
    const options = handlers.map(({ native }) => (native === undefined ? {} : nativeOptions(native.name, native.args)));
    const handle = async (call: Call): Promise<Response> => {
      await runChain(this.parts, { call, links: linksOf(), last: () => Promise.resolve() });
      return new Response(null);
    };
    const replacesMiddleware = new Set(all.flatMap(({ id }) => (id === "" ? [] : id)));
    const own: HookRoute = {
      method: method as HookRoute["method"],
      path,
      handle,
      runsMiddleware: "late",
      file: file.name,
      ...(replacesMiddleware.size === 0 ? {} : { replacesMiddleware }),
    };
    return Object.assign(own, ...options) as HookRoute;
  }

  /** The middleware that a route runs itself, with its own. */
  #linksAround(own: readonly ChainLink[]): ChainLink[] {
    const { beforeAccess, beforeRoute } = this.middleware;
    const checks = own.some((link) => placeOf(link) === "beforeAddress") ? [addressCheck] : [];
    return inOrder([...checks, ...beforeAccess, ...beforeRoute, ...own]);
  }

  #link(handler: RegisteredHandler, file: LoadedFile, what: string): ChainLink {
    const { native, priority, id } = handler;
    if (native === undefined) {
      return { kind: "script", what: `${what} of ${file.name}`, handler: this.#source(handler, file), priority, id };
    }
    return { kind: "native", run: nativeRun(native.name, native.args), priority, id };
  }

  /** Keeps the source of a handler and gives its key. */
  #source({ code }: Pick<RegisteredHandler, "code">, file: LoadedFile | null): number {
    this.#lastHandler += 1;
    const at = file === null ? -1 : file.source.indexOf(code);
    const line = file === null || at < 0 ? 1 : file.source.slice(0, at).split("\n").length;
    this.parts.sources.set(this.#lastHandler, {
      ...placeNext(code),
      bodyUse: bodyUseOf(code),
      file: file?.path ?? "",
      line,
    });
    return this.#lastHandler;
  }

  #addCron({ id, expression, handler, file }: HookCron): void {
    const { crons, log } = this.parts.context;
    const problem = cronError(expression);
    if (problem !== null) {
      log.error(`the job ${id} of ${file ?? "the hook files"} can't run at "${expression}": ${problem}`);
      return;
    }
    crons.add({
      id,
      // As PocketBase lists it.
      expression: expandMacro(expression),
      run: () => runHandler(this.parts, { what: `the job ${id}`, handler, event: null }),
    });
    this.#unbind.push(() => crons.remove(id));
  }
}

/** Their place among the handlers of plugins: hook files run in the order of their names, as one plugin. */
const GROUP = "pb_hooks";
