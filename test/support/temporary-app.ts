import { join } from "node:path";
import { type App, openApp } from "../../src/app.ts";
import type { Logger } from "../../src/lib/log.ts";
import type { Context } from "../../src/model/context.ts";
import { readWorld, writeDataDirectory } from "../conformance/recorded-answers.ts";
import { TemporaryDirectory } from "./server-process.ts";

export const silentLog: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** An open app without a server, on a new data directory or on PocketBase's world of the recorded answers. */
export class TemporaryApp implements AsyncDisposable {
  readonly dir: string;
  #app: App;
  readonly #parent: TemporaryDirectory;

  private constructor(app: App, dir: string, parent: TemporaryDirectory) {
    this.#app = app;
    this.dir = dir;
    this.#parent = parent;
  }

  static async open(content: "new" | "world" = "new"): Promise<TemporaryApp> {
    const parent = new TemporaryDirectory();
    const dir = join(parent.path, "pb_data");
    if (content === "world") writeDataDirectory(await readWorld(), dir);
    return new TemporaryApp(await openDirectory(dir), dir, parent);
  }

  get context(): Context {
    return this.#app.context;
  }

  /** Closes the app and opens its directory anew. */
  async reopen(): Promise<void> {
    await this.#app[Symbol.asyncDispose]();
    this.#app = await openDirectory(this.dir);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app[Symbol.asyncDispose]();
    this.#parent[Symbol.dispose]();
  }
}

export function openDirectory(dir: string): Promise<App> {
  return openApp({ dataDir: dir, isDevelopment: false, encryptionKey: null, queryTimeoutMs: 30_000 }, silentLog);
}

function nothing(): void {}
