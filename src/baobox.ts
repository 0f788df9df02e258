import { SERVE_FLAGS } from "./commands/command-list.ts";
import { outputOf, serveUntilStopped } from "./commands/serve.ts";
import { runProgram } from "./commands/run-program.ts";
import { createHooks } from "./model/create-hooks.ts";
import type { Migration } from "./migrations/migration.ts";
import type { Hooks } from "./model/hooks.ts";
import type { Context } from "./model/context.ts";
import { NO_BOUNDARY } from "./plugins/boundary.ts";
import type { PluginApp } from "./plugins/define-plugin.ts";
import type { PluginSource } from "./plugins/host/plugin-source.ts";
import { createPluginApp, Registrations } from "./plugins/host/registrations.ts";
import { createConsoleLog } from "./lib/console-log.ts";

/** The flags of the command line, as values. */
export interface BaoboxOptions {
  /** The data directory; `pb_data`. */
  readonly dir?: string;
  /** Where to listen: `127.0.0.1:8090`. Port 0 takes a free one. */
  readonly http?: string;
  /** Origins that may call the API, separated by commas; all. */
  readonly origins?: string;
  /** Static files to serve; `pb_public`. */
  readonly publicDir?: string;
  /** Whether a path without a static file is answered with `index.html`. Default: true. */
  readonly indexFallback?: boolean;
  /** A folder of plugins to load beside the program's own code; none. */
  readonly pluginsDir?: string;
  readonly pluginsWatch?: boolean;
  /** In seconds. */
  readonly hookTimeout?: number;
  readonly migrationsDir?: string;
  /**
   * Migrations that are part of the program, for one executable that has all: by names such as `1_make_posts.ts`, in whose order
   * they are applied together with those of the folder.
   */
  readonly migrations?: Readonly<Record<string, Migration>>;
  /** Whether each change of a collection by the dashboard or API is written as a migration; with `dev`. */
  readonly automigrate?: boolean;
  /** Whether everyone may read what `/api/openapi.json` says of what isn't for superusers alone; no. */
  readonly publicOpenApi?: boolean;
  /** The environment variable with the key that encrypts the settings. */
  readonly encryptionEnv?: string;
  /** In seconds. */
  readonly queryTimeout?: number;
  readonly dev?: boolean;
  /** The program's name in messages of `run`; `baobox`. */
  readonly name?: string;
}

/** Baobox as a part of one's own program, which has all that a plugin has: hooks, routes, jobs and the data API. */
export interface Baobox extends PluginApp {
  /** Serves until `stop`. Resolves once it listens. */
  start(): Promise<{ readonly url: string }>;
  /** Ends what runs and closes everything. */
  stop(): Promise<void>;
  /** Runs the command line (`serve`, `superuser upsert …`), with the options as its defaults, and ends the process. */
  run(args?: readonly string[]): Promise<never>;
}

/** All of it is registered before the start; the data API works from then on. */
export const Baobox = function createBaobox(options: BaoboxOptions = {}): Baobox {
  return embed(options);
} as unknown as new (options?: BaoboxOptions) => Baobox;

function embed(options: BaoboxOptions): Baobox {
  const { name = "baobox", migrations = {}, ...rest } = options;
  const flags = { pluginsDir: "", ...flagsOf(rest) };
  const registrations = new Registrations();
  let opened: Context | null = null;
  const source: PluginSource = {
    name: "main",
    // In an executable, the file system has that alone.
    path: Bun.isStandaloneExecutable ? process.execPath : Bun.main,
    folder: Bun.main,
    builtIn: {
      registrations,
      onLoad(context) {
        opened = context;
      },
    },
  };
  const context = (): Context => {
    if (opened === null) throw new Error("the data API works once Baobox was started");
    return opened;
  };
  const scope = { boundary: NO_BOUNDARY, log: createConsoleLog("info"), context };
  const hookNames = Object.keys(createHooks()) as (keyof Hooks)[];
  const app = createPluginApp({ name: "main", scope, hookNames }, registrations);
  const stop = Promise.withResolvers<null>();
  let served: Promise<void> | null = null;
  return Object.assign(app, {
    async start() {
      if (served !== null) throw new Error("Baobox was started already");
      const input = { parameters: [], flags };
      const listening = Promise.withResolvers<{ readonly url: string }>();
      served = serveUntilStopped(input, {
        stop: stop.promise,
        output: outputOf(input),
        embedded: { builtIn: [source], migrations },
        onListen: (url) => listening.resolve({ url }),
      });
      served.catch(listening.reject);
      return listening.promise;
    },
    async stop() {
      stop.resolve(null);
      await served;
      opened = null;
    },
    run: (args: readonly string[] = process.argv.slice(2)) =>
      runProgram({ name, args, defaults: flags, builtIn: [source], migrations }),
  });
}

function flagsOf(options: Omit<BaoboxOptions, "name" | "migrations">): Record<string, string> {
  const flags: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    if (!(name in SERVE_FLAGS)) throw new TypeError(`Baobox has no option ${name}`);
    flags[name] = String(value);
  }
  return flags;
}
