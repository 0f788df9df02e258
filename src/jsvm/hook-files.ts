import { later } from "../lib/lazy.ts";
import type { Context } from "../model/context.ts";
import type { Call } from "../model/route.ts";
import { watchPlugins } from "../plugins/host/watch-plugins.ts";
import type { FoundRoute } from "../plugins/routes/plugin-router.ts";
import type { AskedRoute, OverridingRoutes } from "../server/late-routes.ts";
import type { MiddlewarePlace, PlacedMiddleware, RequestMiddleware } from "../server/middleware/request-middleware.ts";
import { findHookFiles } from "./find-hook-files.ts";
import type { ChainLink } from "./handler-chain.ts";
import { type HookFileInfo, infoOf } from "./hook-file-info.ts";
import type { HookParts } from "./hook-parts.ts";
import type { HookFileOptions, LoadedHooks } from "./loaded-hooks.ts";

const loadChain = later(() => import("./handler-chain.ts"));

/** How long runs of a load that was replaced may go on. */
const REPLACED_LIMIT_MS = 30_000;

export interface HookFilesOptions extends Omit<HookFileOptions, "folder"> {
  /** The folder of `*.pb.js` files; null for none. */
  readonly folder: string | null;
  /** Whether they are reloaded when a file of the folder changes. */
  readonly watches: boolean;
  /** Hears of loads in a short line, for a terminal. Default: nobody does. */
  readonly tell?: ((line: string) => void) | undefined;
}

/**
 * PocketBase's hook files (`pb_hooks`), on a server that may have none: then nothing of what runs them is imported. A change in
 * the folder loads all of them anew, and the new load takes the place of the old one at once.
 */
export class HookFiles implements AsyncDisposable, OverridingRoutes {
  readonly #options: HookFilesOptions;
  #loaded: LoadedHooks | null = null;
  #changes: Promise<void> = Promise.resolve();
  #endWatch: (() => void) | null = null;
  readonly #stop = new AbortController();

  private constructor(options: HookFilesOptions) {
    this.#options = options;
  }

  static async open(options: HookFilesOptions): Promise<HookFiles> {
    const files = new HookFiles(options);
    const { folder, watches, context } = options;
    if (folder === null) return files;
    await files.#load(folder);
    if (watches) {
      const onChange = (): void => files.#reload(folder);
      files.#endWatch = watchPlugins(folder, { log: context.log, onChange });
    }
    return files;
  }

  readonly middleware: PlacedMiddleware = {
    beforeAddress: this.#middlewareAt("beforeAddress"),
    beforeLimits: this.#middlewareAt("beforeLimits"),
    beforeAccess: this.#middlewareAt("beforeAccess"),
    beforeRoute: this.#middlewareAt("beforeRoute"),
  };

  /** The files of the last load. */
  list(): HookFileInfo[] {
    return (this.#loaded?.files ?? []).map(infoOf);
  }

  find(method: string, path: string, host: () => string): FoundRoute | null {
    return this.#loaded?.router.find(method, path, host) ?? null;
  }

  get overrides(): boolean {
    return this.#loaded?.router.overrides ?? false;
  }

  findBefore(own: string, asked: AskedRoute): FoundRoute | null {
    return this.#loaded?.router.findBefore(own, asked) ?? null;
  }

  #middlewareAt(place: MiddlewarePlace): RequestMiddleware {
    const isEmpty = (): boolean => this.#loaded === null || this.#loaded.middleware[place].length === 0;
    return {
      get isEmpty() {
        return isEmpty();
      },
      run: (call, next) =>
        this.#loaded === null
          ? next()
          : runAround(this.#loaded.parts, { call, links: this.#loaded.middleware[place], next }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endWatch?.();
    this.#stop.abort();
    await this.#changes;
    this.#loaded?.unbind();
    this.#loaded?.parts.pool.close();
  }

  #reload(folder: string): void {
    this.#changes = this.#changes
      .then(() => this.#load(folder))
      .catch((error: unknown) =>
        this.#options.context.log.error("hook files could not be reloaded", { error: String(error) }),
      );
  }

  async #load(folder: string): Promise<void> {
    const old = this.#loaded;
    const hasFiles = findHookFiles(folder).length > 0;
    if (!hasFiles && old === null) return;
    const startedMs = performance.now();
    const loaded = hasFiles ? await load({ ...this.#options, folder, stop: this.#stop.signal }) : null;
    old?.unbind();
    loaded?.bind();
    this.#loaded = loaded;
    const ms = Math.round(performance.now() - startedMs);
    this.#options.tell?.(`${summaryOf(loaded?.files ?? [], old === null ? "loaded" : "reloaded")} (${ms} ms)`);
    for (const { error } of loaded?.files ?? []) {
      if (error !== null) this.#options.context.log.error(`a hook file failed to load: ${error}`);
    }
    if (old === null) return;
    // Hook files that change again and again would else have the threads of many loads at once.
    old.parts.pool.retire();
    setTimeout(() => old.parts.pool.close(), REPLACED_LIMIT_MS).unref();
  }
}

function summaryOf(files: readonly { readonly error: string | null }[], verb: string): string {
  if (files.length === 0) return "unloaded all hook files";
  const count = files.filter(({ error }) => error === null).length;
  const whole = files.length === 1 ? "1 hook file" : `${files.length} hook files`;
  return count === files.length ? `${verb} ${whole}` : `${verb} ${count} of ${whole}`;
}

async function load(options: HookFileOptions & { readonly context: Context }): Promise<LoadedHooks> {
  const { LoadedHooks: Loaded } = await import("./loaded-hooks.ts");
  return Loaded.load(options);
}

interface MiddlewareRun {
  readonly call: Call;
  readonly links: readonly ChainLink[];
  readonly next: () => Promise<Response>;
}

/** Runs middleware around what answers the request. */
async function runAround(parts: HookParts, { call, links: all, next }: MiddlewareRun): Promise<Response> {
  const { runChain } = await loadChain();
  const replaced = call.route?.replacesMiddleware;
  const links = replaced === undefined ? all : all.filter(({ id }) => !replaced.has(id));
  let answer: Response | null = null;
  await runChain(parts, {
    call,
    links,
    last: async () => {
      answer = await next();
      // What a route of hook files writes is in the draft itself.
      if (call.draft.isWritten) return;
      call.draft.isOperationDone = true;
      call.draft.operationStatus = answer.status;
    },
  });
  return answer ?? new Response(null);
}
