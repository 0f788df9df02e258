import type { Context } from "../model/context.ts";
import type { Call } from "../model/route.ts";
import { watchPlugins } from "../plugins/host/watch-plugins.ts";
import type { FoundRoute } from "../plugins/routes/plugin-router.ts";
import type { AskedRoute, OverridingRoutes } from "../server/late-routes.ts";
import type { RequestMiddleware } from "../server/middleware/request-middleware.ts";
import { findHookFiles } from "./find-hook-files.ts";
import { type HookFileInfo, infoOf } from "./hook-file-info.ts";
import type { HookFileOptions, LoadedHooks } from "./loaded-hooks.ts";

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
export class HookFiles implements AsyncDisposable, RequestMiddleware, OverridingRoutes {
  readonly #options: HookFilesOptions;
  #loaded: LoadedHooks | null = null;
  #changes: Promise<void> = Promise.resolve();
  #endWatch: (() => void) | null = null;

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

  /** Whether no middleware is to be run. */
  get isEmpty(): boolean {
    return this.#loaded === null || this.#loaded.middleware.length === 0;
  }

  /** The files of the last load. */
  list(): HookFileInfo[] {
    return (this.#loaded?.files ?? []).map(infoOf);
  }

  find(method: string, path: string, host: string): FoundRoute | null {
    return this.#loaded?.router.find(method, path, host) ?? null;
  }

  get overrides(): boolean {
    return this.#loaded?.router.overrides ?? false;
  }

  findBefore(own: string, asked: AskedRoute): FoundRoute | null {
    return this.#loaded?.router.findBefore(own, asked) ?? null;
  }

  /** Runs the middleware of hook files around what answers the request. */
  async run(call: Call, next: () => Promise<Response>): Promise<Response> {
    if (this.#loaded === null) return next();
    const { runChain } = await import("./handler-chain.ts");
    let answer: Response | null = null;
    await runChain(this.#loaded.parts, {
      call,
      links: this.#loaded.middleware,
      last: async () => {
        answer = await next();
        // What a route of hook files writes is in the draft itself.
        if (!call.draft.isWritten) call.draft.isOperationDone = true;
      },
    });
    return answer ?? new Response(null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endWatch?.();
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
    const loaded = hasFiles ? await load({ ...this.#options, folder }) : null;
    old?.unbind();
    loaded?.bind();
    this.#loaded = loaded;
    const count = loaded?.files.length ?? 0;
    const ms = Math.round(performance.now() - startedMs);
    const verb = count === 0 ? "unloaded" : old === null ? "loaded" : "reloaded";
    this.#options.tell?.(
      `${verb} ${count === 1 ? "1 hook file" : `${count === 0 ? "all" : count} hook files`} (${ms} ms)`,
    );
    for (const { error } of loaded?.files ?? []) {
      if (error !== null) this.#options.context.log.error(`a hook file failed to load: ${error}`);
    }
    if (old !== null) setTimeout(() => old.parts.pool.close(), REPLACED_LIMIT_MS).unref();
  }
}

async function load(options: HookFileOptions & { readonly context: Context }): Promise<LoadedHooks> {
  const { LoadedHooks: Loaded } = await import("./loaded-hooks.ts");
  return Loaded.load(options);
}
