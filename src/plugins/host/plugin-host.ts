import { join, relative } from "node:path";
import { later } from "../../lib/lazy.ts";
import type { Logger } from "../../lib/log.ts";
import type { Context } from "../../model/context.ts";
import type { Route } from "../../model/route.ts";
import type { RequestMiddleware } from "../../server/middleware/request-middleware.ts";
import { PluginRouter } from "../routes/plugin-router.ts";
import { routesOf } from "../routes/routes-of.ts";
import { checkFree } from "./check-free.ts";
import { describeError, errorLine, errorText } from "./describe-error.ts";
import type { LoadedPlugin, PluginServices } from "./loaded-plugin.ts";
import { MiddlewareChain } from "./middleware-chain.ts";
import { createCallContext } from "./plugin-call.ts";
import { changedFiles, changedTargets, concerns, findPlugins, importedFiles, misplacedHooks } from "./plugin-source.ts";
import type { FileStamps, PluginSource } from "./plugin-source.ts";
import { StallWatch } from "./stall-watch.ts";
import { watchPlugins } from "./watch-plugins.ts";

/** How long requests go on with the version of a plugin that was replaced, and with the last one when the server stops. */
const REPLACED_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 1_000;
/** Between the line of a plugin and what fails in the database there are more than the ten that are usual. */
const STACK_FRAMES = 30;
/** A file that fails and is written again within this time was half written: an error that is none. */
const HALF_WRITTEN_MS = 200;
/** The system begins to report changes a little after it was asked to: what changed until then is looked for. */
const FIRST_LOOK_MS = 250;
const LINKS_LOOK_MS = 1_000;
const loadPluginModule = later(() => import("./loaded-plugin.ts"));

export interface PluginHostOptions {
  readonly context: Context;
  /** The folder that plugins are loaded from; null for none. */
  readonly folder: string | null;
  /** Whether a plugin is reloaded when its files change. */
  readonly watches: boolean;
  readonly hookTimeoutMs: number;
  /** Plugins that are part of the program. */
  readonly builtIn: readonly PluginSource[];
  /** The routes of the server, which plugins can't take. */
  readonly serverRoutes: readonly Route[];
  /** Hears of loads in a short line, for a terminal. */
  readonly tell: (line: string) => void;
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
  /** The hooks with the collections that they are for. */
  readonly hooks: readonly string[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly middleware: number;
  readonly crons: readonly string[];
}

interface Entry {
  readonly source: PluginSource;
  /** What runs; null where no load succeeded yet. */
  running: { readonly plugin: LoadedPlugin; readonly routes: readonly Route[]; readonly loadedAt: string } | null;
  error: string | null;
  files: FileStamps;
  /** Whether its last load failed with what may be half a file. */
  isHalfWritten: boolean;
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
  #changeCount = 0;

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
    // Before they are loaded: what is saved meanwhile comes after.
    if (watches) host.#endWatch = host.#watch(folder);
    await host.#inTurn(async () => {
      for (const source of findPlugins(folder)) await host.#load(host.#entry(source));
    });
    for (const name of misplacedHooks(folder)) {
      host.#log.warn(
        `${relative(process.cwd(), join(folder, name))} is ignored: hooks of PocketBase belong in the folder pb_hooks`,
      );
    }
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
      hooks: running?.plugin.registrations.hooks.map(({ name, tags }) => [name, ...tags].join(" ")) ?? [],
      routes: running?.routes.map(({ method, path }) => ({ method, path })) ?? [],
      middleware: running?.plugin.registrations.middlewares.length ?? 0,
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
    const entry: Entry = { source, running: null, error: null, files: new Map(), isHalfWritten: false };
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

  #watch(folder: string): () => void {
    const end = watchPlugins(folder, { log: this.#log, onChange: (files) => this.#filesChanged(files) });
    const changed = (find: (files: FileStamps) => string[]) =>
      new Set([...this.#entries.values()].flatMap(({ files }) => find(files)));
    const firstLook = setTimeout(() => this.#filesChanged(changed(changedFiles)), FIRST_LOOK_MS).unref();
    const laterLooks = setInterval(() => {
      const files = changed((known) => changedTargets(folder, known));
      if (files.size > 0) this.#filesChanged(files);
    }, LINKS_LOOK_MS).unref();
    return () => {
      for (const look of [firstLook, laterLooks]) clearTimeout(look);
      end();
    };
  }

  #filesChanged(files: ReadonlySet<string>): void {
    const { folder } = this.#options;
    if (folder === null) return;
    this.#changeCount += 1;
    void this.#inTurn(async () => {
      const found = new Map(findPlugins(folder).map((source) => [source.name, source]));
      for (const [name, entry] of this.#entries) {
        if (entry.source.builtIn === null && found.get(name)?.path !== entry.source.path) this.#remove(name, entry);
      }
      for (const [name, source] of found) {
        const known = this.#entries.get(name);
        if (known === undefined) await this.#load(this.#entry(source), { isWatched: true });
        else if (known.source.builtIn === null && (known.isHalfWritten || concerns(known, files))) {
          await this.#load(known, { isWatched: true });
        }
      }
    });
  }

  #remove(name: string, { running }: Entry): void {
    this.#entries.delete(name);
    running?.plugin.unbind();
    if (running !== null) this.#retire(running.plugin);
    this.#apply();
    this.#log.info(`the plugin "${name}" was unloaded`);
    this.#options.tell(`unloaded the plugin ${name}`);
  }

  /** Has the new version take the place of the one that runs, if it can be loaded. */
  async #load(entry: Entry, { isWatched = false } = {}): Promise<void> {
    const { LoadedPlugin: Loaded } = await loadPluginModule();
    const { source, running } = entry;
    entry.files = source.builtIn === null ? importedFiles(source.path) : new Map();
    entry.isHalfWritten = false;
    const changeCount = this.#changeCount;
    const startedMs = performance.now();
    const { calls, hookTimeoutMs } = this.#services;
    if (calls.stalls === null) calls.stalls = calls.asServer(() => new StallWatch(hookTimeoutMs));
    try {
      const plugin = await Loaded.load(source, this.#services);
      await this.#replace(entry, plugin);
      entry.error = null;
      const ms = Math.round((performance.now() - startedMs) * 10) / 10;
      // That plugins are there at the start is nothing new, and the stored log is the users'.
      this.#log[running === null ? "debug" : "info"](`the plugin "${source.name}" was loaded`, {
        plugin: source.name,
        ms,
      });
      if (source.builtIn === null) {
        this.#options.tell(`${running === null ? "loaded" : "reloaded"} the plugin ${source.name} (${ms} ms)`);
      }
    } catch (error) {
      const described = describeError(error, source.folder);
      entry.error = errorText(described);
      entry.isHalfWritten = isWatched && (await this.#isBeingWritten(entry, changeCount));
      if (entry.isHalfWritten) return;
      const more = running === null ? "" : "; the previous version keeps running";
      const { text, data } = errorLine(described);
      const details = { plugin: source.name, ...data };
      this.#log.error(`the plugin "${source.name}" could not be loaded${more}: ${text}`, details);
    }
  }

  /** Whether something changed since the load began, or does so now. On a busy machine a file is there before its event is. */
  async #isBeingWritten({ files }: Entry, changeCount: number): Promise<boolean> {
    await Bun.sleep(HALF_WRITTEN_MS);
    return this.#changeCount > changeCount || changedFiles(files).length > 0;
  }

  async #replace(entry: Entry, plugin: LoadedPlugin): Promise<void> {
    const old = entry.running;
    try {
      const routes = routesOf(plugin);
      const others = [...this.#entries.values()].filter((other) => other !== entry);
      checkFree(
        { routes, crons: plugin.registrations.crons },
        {
          serverRoutes: this.#options.serverRoutes,
          pluginRoutes: others.flatMap(({ running }) => running?.routes ?? []),
          jobs: this.#foreignJobs(old?.plugin),
        },
      );
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

  /** The jobs that are not the plugin's own. */
  #foreignJobs(plugin: LoadedPlugin | undefined): ReadonlySet<string> {
    const own = new Set(plugin?.registrations.crons.map(({ name }) => name));
    return new Set(this.#services.context.crons.list().flatMap(({ id }) => (own.has(id) ? [] : [id])));
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
