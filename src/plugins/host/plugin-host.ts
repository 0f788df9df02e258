import { isAbsolute } from "node:path";
import type { Logger } from "../../lib/log.ts";
import type { Context } from "../../model/context.ts";
import type { Route } from "../../model/route.ts";
import type { RequestMiddleware } from "../../server/middleware/request-middleware.ts";
import { PluginRouter, TakenPaths } from "../routes/plugin-router.ts";
import { routesOf } from "../routes/routes-of.ts";
import { describeError, errorText } from "./describe-error.ts";
import { LoadedPlugin, type PluginServices } from "./loaded-plugin.ts";
import { MiddlewareChain } from "./middleware-chain.ts";
import { createCallContext } from "./plugin-calls.ts";
import { findPlugins, importedFiles, type PluginSource } from "./plugin-source.ts";
import { StallWatch } from "./stall-watch.ts";
import { watchPlugins } from "./watch-plugins.ts";

/** How long requests go on with the version of a plugin that was replaced, and with the last one when the server stops. */
const REPLACED_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 1_000;
/** Between the line of a plugin and what fails in the database there are more than the ten that are usual. */
const STACK_FRAMES = 30;

export interface PluginHostOptions {
  readonly context: Context;
  /** The folder that plugins are loaded from; null for none. */
  readonly folder: string | null;
  /** Whether a plugin is loaded anew when its files change. */
  readonly watches: boolean;
  readonly hookTimeoutMs: number;
  /** Plugins that are part of the program. */
  readonly builtIn: readonly PluginSource[];
  /** The routes of the server, which plugins can't take. */
  readonly serverRoutes: readonly Route[];
}

/** A plugin as superusers see it. */
export interface PluginInfo {
  readonly name: string;
  readonly path: string;
  /** `failed`: its last load failed. The version before it, if there is one, goes on. */
  readonly state: "loaded" | "failed";
  readonly error: string | null;
  /** When what runs was loaded; "" where nothing runs. */
  readonly loadedAt: string;
  readonly hooks: number;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly crons: readonly string[];
}

interface Entry {
  readonly source: PluginSource;
  /** What runs; null where no load succeeded yet. */
  running: { readonly plugin: LoadedPlugin; readonly routes: readonly Route[]; readonly loadedAt: string } | null;
  error: string | null;
  files: ReadonlySet<string>;
}

/** Loads, replaces and unloads plugins. One that fails is told of and leaves the others alone. */
export class PluginHost implements AsyncDisposable {
  readonly router = new PluginRouter();
  readonly #chain = new MiddlewareChain();
  readonly #options: PluginHostOptions;
  readonly #services: PluginServices;
  readonly #entries = new Map<string, Entry>();
  readonly #retiring = new Set<Promise<void>>();
  #changes: Promise<void> = Promise.resolve();
  #endWatch: (() => void) | null = null;

  private constructor(options: PluginHostOptions) {
    const { context, hookTimeoutMs } = options;
    this.#options = options;
    this.#services = { context, hookTimeoutMs, calls: createCallContext() };
  }

  /** Loads all plugins in the order of their names. */
  static async open(options: PluginHostOptions): Promise<PluginHost> {
    const host = new PluginHost(options);
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit, STACK_FRAMES);
    const { folder, watches, builtIn } = options;
    for (const source of builtIn) {
      const entry = host.#entry(source);
      await host.#load(entry);
      // A mistake in the program itself is its author's to see at once.
      if (entry.error !== null) throw new Error(entry.error);
    }
    if (folder === null) return host;
    for (const source of findPlugins(folder)) await host.#load(host.#entry(source));
    if (watches)
      host.#endWatch = watchPlugins(folder, { log: host.#log, onChange: (files) => host.#filesChanged(files) });
    return host;
  }

  get middleware(): RequestMiddleware {
    return this.#chain;
  }

  list(): PluginInfo[] {
    const infos = [...this.#entries.values()].map(({ source, running, error }) => ({
      name: source.name,
      path: source.path,
      state: error === null ? ("loaded" as const) : ("failed" as const),
      error,
      loadedAt: running?.loadedAt ?? "",
      hooks: running?.plugin.hookCount ?? 0,
      routes: running?.routes.map(({ method, path }) => ({ method, path })) ?? [],
      crons: running?.plugin.registrations.crons.map(({ name }) => name) ?? [],
    }));
    return infos.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Loads a plugin anew, whether it changed or not. Null where there is none of that name. */
  async reload(name: string): Promise<PluginInfo | null> {
    await this.#inTurn(async () => {
      const entry = this.#entries.get(name);
      if (entry?.source.builtIn === null) await this.#load(entry);
    });
    return this.list().find((info) => info.name === name) ?? null;
  }

  /** Unloads all; what runs in them is given a moment to finish. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#endWatch?.();
    await this.#changes;
    const running = [...this.#entries.values()].flatMap((entry) => entry.running ?? []);
    await Promise.all(running.map(({ plugin }) => plugin.dispose(STOP_LIMIT_MS)));
    // Versions that were replaced have nothing to do any more.
    await Promise.race([Promise.all(this.#retiring), Bun.sleep(STOP_LIMIT_MS)]);
    this.#services.calls.stalls?.[Symbol.dispose]();
  }

  get #log(): Logger {
    return this.#services.context.log;
  }

  #entry(source: PluginSource): Entry {
    const entry: Entry = { source, running: null, error: null, files: new Set() };
    this.#entries.set(source.name, entry);
    return entry;
  }

  /** One change at a time, in order. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#changes = this.#changes.then(work).catch((error: unknown) => {
      this.#log.error("plugins could not be reloaded", { error: String(error) });
    });
    return this.#changes;
  }

  #filesChanged(files: ReadonlySet<string>): void {
    const { folder } = this.#options;
    if (folder === null) return;
    void this.#inTurn(async () => {
      const found = new Map(findPlugins(folder).map((source) => [source.name, source]));
      for (const [name, entry] of this.#entries) {
        if (entry.source.builtIn === null && found.get(name)?.path !== entry.source.path) this.#remove(name, entry);
      }
      for (const [name, source] of found) {
        const known = this.#entries.get(name);
        if (known === undefined) await this.#load(this.#entry(source));
        else if (known.source.builtIn === null && concerns(known, files)) await this.#load(known);
      }
    });
  }

  #remove(name: string, { running }: Entry): void {
    this.#entries.delete(name);
    running?.plugin.unbind();
    if (running !== null) this.#retire(running.plugin);
    this.#apply();
    this.#log.info(`the plugin "${name}" was unloaded`);
  }

  /** Has the new version take the place of the one that runs, if it can be loaded. */
  async #load(entry: Entry): Promise<void> {
    const { source, running } = entry;
    entry.files = source.builtIn === null ? importedFiles(source.path) : new Set();
    const startedMs = performance.now();
    const { calls, hookTimeoutMs } = this.#services;
    if (calls.stalls === null) calls.stalls = calls.asServer(() => new StallWatch(hookTimeoutMs));
    calls.stalls.note(`loading the plugin "${source.name}"`);
    try {
      const plugin = await LoadedPlugin.load(source, this.#services);
      await this.#replace(entry, plugin);
      entry.error = null;
      const ms = Math.round((performance.now() - startedMs) * 10) / 10;
      // That plugins are there at the start is nothing new, and the stored log is the users'.
      const level = running === null ? "debug" : "info";
      this.#log[level](`the plugin "${source.name}" was loaded`, { plugin: source.name, ms });
    } catch (error) {
      const described = describeError(error, source.folder);
      entry.error = errorText(described);
      const more = running === null ? "" : "; the version before it goes on";
      const data = { plugin: source.name, stack: described.stack ?? "" };
      this.#log.error(`the plugin "${source.name}" could not be loaded${more}: ${entry.error}`, data);
    }
  }

  async #replace(entry: Entry, plugin: LoadedPlugin): Promise<void> {
    const old = entry.running;
    try {
      const routes = routesOf(plugin);
      this.#checkFree(entry, plugin, routes);
      old?.plugin.unbind();
      plugin.bind();
      entry.running = { plugin, routes, loadedAt: new Date().toISOString().replace("T", " ") };
    } catch (error) {
      await plugin.dispose(0);
      throw error;
    }
    this.#apply();
    if (old !== null) this.#retire(old.plugin);
  }

  /** Names and paths that are someone else's are a mistake to be told. */
  #checkFree({ running }: Entry, { registrations }: LoadedPlugin, routes: readonly Route[]): void {
    const others = [...this.#entries.values()].flatMap((entry) =>
      entry.running === running ? [] : (entry.running?.routes ?? []),
    );
    const [server, plugins] = [new TakenPaths(this.#options.serverRoutes), new TakenPaths(others)];
    for (const route of routes) {
      const owner =
        server.find(route) === null ? (plugins.find(route) === null ? null : "another plugin") : "Baobox itself";
      if (owner !== null) throw new Error(`the route ${route.method} ${route.path} is that of ${owner}`);
    }
    const own = new Set(running?.plugin.registrations.crons.map(({ name }) => name));
    const taken = new Set(
      this.#services.context.crons
        .list()
        .map(({ id }) => id)
        .filter((id) => !own.has(id)),
    );
    for (const { name } of registrations.crons) {
      if (taken.has(name)) throw new Error(`there is a job ${name} already`);
    }
  }

  /** Routes and middleware of all plugins as they are now. */
  #apply(): void {
    const running = [...this.#entries.values()]
      .toSorted((a, b) => (a.source.name < b.source.name ? -1 : 1))
      .flatMap((entry) => entry.running ?? []);
    this.router.replace(running.flatMap(({ routes }) => routes));
    this.#chain.replace(running.map(({ plugin }) => plugin));
  }

  #retire(plugin: LoadedPlugin): void {
    const done: Promise<void> = plugin.dispose(REPLACED_LIMIT_MS).finally(() => this.#retiring.delete(done));
    this.#retiring.add(done);
  }
}

function concerns({ source, files }: Entry, changed: ReadonlySet<string>): boolean {
  const isOwn = (file: string): boolean =>
    file === source.path || (source.folder.endsWith("/") && file.startsWith(source.folder));
  return [...changed].some((file) => isAbsolute(file) && (isOwn(file) || files.has(file)));
}
