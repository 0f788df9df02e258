import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type App, openApp } from "../../src/app.ts";
import { applyMigrations } from "../../src/migrations/run-migrations.ts";
import { createAuthToken } from "../../src/model/auth/tokens.ts";
import { findAuthRecordByEmail } from "../../src/model/auth/find-by-email.ts";
import type { HttpServer } from "../../src/server/http-server.ts";
import { silentLog } from "../support/test-app.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { type FilesByPath, type HookCase, writeFiles } from "./hook-cases.ts";

const ACCOUNTS: Readonly<Record<string, string>> = { root: "_superusers", ann: "users", bob: "users" };

/** What each case starts from: a data directory, and tokens of its accounts. */
export class CaseWorld implements Disposable {
  readonly tokens: Record<string, string> = {};
  readonly folder = new TemporaryDirectory();

  static async make(base: FilesByPath): Promise<CaseWorld> {
    const world = new CaseWorld();
    writeFiles(base, world.folder.path);
    await using app = await open(world.folder.path, false);
    for (const [name, collection] of Object.entries(ACCOUNTS)) {
      const accounts = app.context.collections.current().byName(collection);
      if (accounts?.type !== "auth") throw new Error(`there are no ${collection}`);
      const account = await findAuthRecordByEmail(app.context, accounts, `${name}@example.com`);
      if (account === null) throw new Error(`there is no ${name}`);
      world.tokens[name] = createAuthToken(account);
    }
    return world;
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

/** The server of one case on a copy of the world and the case's files. */
export class CaseServer implements AsyncDisposable {
  readonly folder = new TemporaryDirectory();
  #running: { readonly app: App; readonly server: HttpServer } | null = null;
  #port = 0;

  static async start(world: CaseWorld, { files }: HookCase): Promise<CaseServer> {
    const started = new CaseServer();
    cpSync(world.folder.path, started.folder.path, { recursive: true });
    for (const name of ["pb_hooks", "pb_migrations", "pb_public"]) {
      mkdirSync(join(started.folder.path, name), { recursive: true });
    }
    writeFiles(files, started.folder.path);
    await started.launch();
    return started;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  async launch(): Promise<void> {
    const root = this.folder.path;
    const app = await open(root, true);
    const server = await app.createServer({ origins: ["*"], publicDir: join(root, "pb_public"), activityLogs: [] });
    this.#port = server.listen({ hostname: "127.0.0.1", port: this.#port }).port;
    this.#running = { app, server };
  }

  async stop(): Promise<void> {
    await this.#running?.server.stop(1000);
    await this.#running?.app[Symbol.asyncDispose]();
    this.#running = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.folder[Symbol.dispose]();
  }
}

function open(root: string, hasHooks: boolean): Promise<App> {
  const hookFiles = { folder: join(root, "pb_hooks"), watches: true, poolSize: 2, timeoutMs: 15_000 };
  return openApp(
    { dataDir: join(root, "pb_data"), isDevelopment: false, encryptionKey: null, queryTimeoutMs: 30_000 },
    silentLog,
    {
      ...(hasHooks ? { hookFiles } : {}),
      prepare: async (context) => {
        const hooksFolder = join(root, "pb_hooks");
        await applyMigrations(context, { folder: join(root, "pb_migrations"), builtIn: {}, hooksFolder });
      },
    },
  );
}
