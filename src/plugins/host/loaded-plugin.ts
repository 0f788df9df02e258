import { ApiError, ValidationError } from "../../lib/api-error.ts";
import type { HookEvent } from "../../lib/hook.ts";
import { streamOf } from "../../lib/stream-of.ts";
import type { Context } from "../../model/context.ts";
import type { Hooks } from "../../model/hooks.ts";
import { noteUserCode, noteUserError } from "../../model/user-code.ts";
import { BoundApp } from "../bound-app.ts";
import type { Middleware, MiddlewareCall, Plugin } from "../define-plugin.ts";
import { type InnerEvent, PluginEvent } from "../event/plugin-event.ts";
import type { ApiScope } from "../api-scope.ts";
import { PluginMistake, describeError, errorLine } from "./describe-error.ts";
import type { CallContext, PluginCall } from "./plugin-call.ts";
import { type Enter, PluginCalls } from "./plugin-calls.ts";
import { createPluginLog } from "./plugin-log.ts";
import { missedWithoutNext } from "./without-next.ts";
import { realPath } from "./plugin-source.ts";
import type { PluginSource } from "./plugin-source.ts";
import { createPluginApp, type HookRegistration, Registrations } from "./registrations.ts";

/** Loading and unloading wait for the plugin's own code for so long at most. */
const LOAD_LIMIT_MS = 30_000;
/** A start that does not go on says why. */
const LOAD_NOTICE_MS = 3_000;
const UNLOAD_LIMIT_MS = 2_000;

export interface PluginServices {
  readonly context: Context;
  readonly calls: CallContext;
  /** How long a hook may take where the plugin says nothing else. */
  readonly hookTimeoutMs: number;
}

/** One version of a plugin, from its load to its disposal. */
export class LoadedPlugin {
  readonly source: PluginSource;
  readonly registrations: Registrations;
  readonly calls: PluginCalls;
  readonly app: BoundApp;
  readonly #services: PluginServices;
  readonly #scope: ApiScope;
  readonly #graph: Bun.ModuleGraph | null;
  #hookTimeoutMs: number;
  #unbind: (() => void)[] = [];

  private constructor(source: PluginSource, services: PluginServices) {
    const { context } = services;
    this.source = source;
    this.registrations = source.builtIn?.registrations ?? new Registrations();
    this.#services = services;
    this.#hookTimeoutMs = services.hookTimeoutMs;
    const graph = source.builtIn === null ? this.#createGraph() : null;
    this.#graph = graph;
    const enter: Enter =
      graph === null ? (work, call, input) => work(call, input) : (work, call, input) => graph.run(work, call, input);
    this.calls = new PluginCalls(services.calls, { enter, onError: (what, error) => this.report(what, error) });
    const log = createPluginLog(context.log, source.name, this.calls);
    this.#scope = { boundary: this.calls, log, context: () => context };
    this.app = new BoundApp(this.#scope);
  }

  /** Loads the file and lets the plugin register what it wants. Nothing of it takes effect before `bind`. */
  static async load(source: PluginSource, services: PluginServices): Promise<LoadedPlugin> {
    const plugin = new LoadedPlugin(source, services);
    const limit = Promise.withResolvers<never>();
    const message = `loading took longer than ${LOAD_LIMIT_MS / 1000} s`;
    const timers = [
      setTimeout(() => limit.reject(new PluginMistake(message)), LOAD_LIMIT_MS),
      setTimeout(() => plugin.#tellWaiting(), LOAD_NOTICE_MS),
    ];
    const { stalls } = services.calls;
    const what = `loading the plugin "${source.name}"`;
    stalls?.begin(what);
    try {
      await Promise.race([plugin.#load(), limit.promise]);
      return plugin;
    } catch (error) {
      plugin.#graph?.dispose();
      throw error;
    } finally {
      stalls?.end(what);
      for (const timer of timers) clearTimeout(timer);
    }
  }

  /** Has hooks and jobs take effect. Synchronous, so that a new version takes the place of the old one between two requests. */
  bind(): void {
    const { hooks, crons } = this.#services.context;
    for (const registration of this.registrations.hooks) this.#unbind.push(this.#bindHook(hooks, registration));
    for (const { name, expression, handler } of this.registrations.crons) {
      const what = this.#nameOf(`the job ${name}`);
      crons.add({ id: name, expression, run: () => this.calls.run({ what, limitMs: null }, handler) });
      this.#unbind.push(() => crons.remove(name));
    }
  }

  unbind(): void {
    for (const end of this.#unbind.splice(0)) end();
  }

  /** Waits for what runs, up to the limit, lets the plugin end what it wants, and ends all else that it started. */
  async dispose(limitMs: number): Promise<void> {
    this.unbind();
    await this.calls.finish(limitMs);
    this.calls.abandonAll("the plugin was unloaded");
    for (const unload of this.registrations.unloads) {
      try {
        await Promise.race([
          this.calls.run({ what: this.#nameOf("onUnload"), limitMs: null }, unload),
          Bun.sleep(UNLOAD_LIMIT_MS),
        ]);
      } catch {
        // It was logged by the call, and keeps nothing from being unloaded.
      }
    }
    this.#graph?.dispose();
  }

  /** Has a route answer. An answer that goes on counts as under way until it has been read. */
  async answer(what: string, work: () => Promise<Response>): Promise<Response> {
    const response = await this.calls.run({ what: this.#nameOf(what), limitMs: null }, work);
    if (response.body === null || response.headers.get("transfer-encoding") !== "chunked") return response;
    return new Response(streamOf(this.#heldWhileRead(response.body)), response);
  }

  async *#heldWhileRead(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    const end = this.calls.hold();
    try {
      yield* body;
    } finally {
      end();
    }
  }

  callMiddleware(
    { handler }: { readonly handler: Middleware },
    call: MiddlewareCall,
    next: () => Promise<Response>,
  ): Promise<Response> | Response {
    return this.calls.run({ what: this.#nameOf("a middleware"), limitMs: null }, (running) =>
      handler(call, () => running.runServer(next)),
    );
  }

  /** Logs what the plugin threw, unless it is an answer to the client or came from elsewhere. */
  report(what: string, error: unknown): void {
    const { context, calls } = this.#services;
    noteUserError(error);
    if (error instanceof Error) context.hookFileErrors.delete(error);
    if (error instanceof ApiError || error instanceof ValidationError) return;
    if (typeof error === "object" && error !== null) {
      if (calls.reported.has(error)) return;
      calls.reported.add(error);
      context.toldErrors.add(error);
    }
    const described = describeError(error, this.source.folder);
    const { text, data } = errorLine(described);
    context.log.error(`${what} failed: ${text}`, { plugin: this.source.name, ...data });
  }

  #nameOf(what: string): string {
    return `${what} of the plugin "${this.source.name}"`;
  }

  #createGraph(): Bun.ModuleGraph {
    return new Bun.ModuleGraph({
      onError: (error) => this.report(this.#nameOf("something that nothing waits for"), error),
    });
  }

  #tellWaiting(): void {
    const line = `the plugin "${this.source.name}" is still loading: what it awaits has not ended yet`;
    this.#services.context.log.warn(line, { plugin: this.source.name, limitSeconds: LOAD_LIMIT_MS / 1000 });
  }

  async #load(): Promise<void> {
    const { source, registrations } = this;
    if (source.builtIn !== null) {
      source.builtIn.onLoad(this.#services.context);
      registrations.close();
      return;
    }
    const setup = await this.#import();
    if (setup.options?.hookTimeoutMs !== undefined) this.#hookTimeoutMs = setup.options.hookTimeoutMs;
    const hookNames = Object.keys(this.#services.context.hooks) as (keyof Hooks)[];
    const app = createPluginApp({ name: source.name, scope: this.#scope, hookNames }, registrations);
    const what = `loading the plugin "${source.name}"`;
    await this.calls.run({ what, limitMs: null, isInner: true }, () => setup(app));
    registrations.close();
  }

  async #import(): Promise<Plugin> {
    const { path } = this.source;
    // Where a link leads now: Bun remembers where it led before.
    const module = await this.#graph?.import<{ readonly default?: unknown }>(realPath(path));
    if (typeof module?.default === "function") return module.default as Plugin;
    throw new PluginMistake(`${path} has no plugin as its default export: export default definePlugin((app) => { … })`);
  }

  #bindHook(hooks: Hooks, registration: HookRegistration): () => void {
    const { name, tags, handler, priority } = registration;
    const onNoNext = this.#createNoNextWarning(registration);
    const options = { what: this.#nameOf(name), limitMs: this.#hookTimeoutMs, onNoNext };
    this.#warnOfUnknown(options.what, tags);
    const appOn = (context: Context): BoundApp => this.app.within(context);
    const hook = hooks[name] as unknown as { bind(handler: object): () => void };
    const handle = (call: PluginCall, inner: InnerEvent & HookEvent): Promise<void> | void =>
      handler(new PluginEvent(inner, call, appOn));
    const run = (inner: InnerEvent & HookEvent): Promise<void> | void => {
      noteUserCode(inner);
      return this.calls.runWith(options, handle, inner);
    };
    const { tracing } = this.#services.context;
    const values = { "baobox.plugin": this.source.name };
    return hook.bind({
      tags,
      priority,
      group: this.source.name,
      run:
        tracing === null
          ? run
          : (inner: InnerEvent & HookEvent) => tracing.span({ name: `hook ${name}`, values }, () => run(inner)),
    });
  }

  /** A forgotten `next()` is no error otherwise: a client is answered with a record that is not stored. Told once a handler. */
  #createNoNextWarning({ name, bound }: HookRegistration): () => void {
    const missed = missedWithoutNext(name);
    let isTold = missed === null;
    return () => {
      if (isTold) return;
      isTold = true;
      const { at } = describeError(bound, this.source.folder);
      const what = `${this.#nameOf(name)}${at === null ? "" : ` (${at})`}`;
      const advice = 'call "await e.next()" to continue, or throw an error to reject the operation';
      this.#services.context.log.warn(`${what} ended without e.next(): ${missed}; ${advice}`);
    };
  }

  /** A slip in a name is no error otherwise: the handler is just never called. */
  #warnOfUnknown(what: string, tags: readonly string[]): void {
    const { log, collections } = this.#services.context;
    const unknown = tags.filter((tag) => collections.current().find(tag) === undefined);
    for (const tag of unknown) log.warn(`${what} is for the collection ${tag}, which does not exist yet`);
  }
}
