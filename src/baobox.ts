import { executablePath } from "./lib/own-executable.ts";
import { unsetKeyWarning } from "./commands/app-flags.ts";
import { ReportedError, UsageError } from "./commands/command-line.ts";
import { withOption } from "./commands/environment-flags.ts";
import { SERVE_FLAGS } from "./commands/command-list.ts";
import { type Output, outputOf, stackOf } from "./commands/output.ts";
import { serveUntilStopped } from "./commands/serve.ts";
import { runProgram } from "./commands/run-program.ts";
import { createHooks } from "./model/hooks.ts";
import type { Migration } from "./migrations/migration.ts";
import type { Hooks } from "./model/hooks.ts";
import type { Context } from "./model/context.ts";
import { NO_BOUNDARY } from "./plugins/boundary.ts";
import type { PluginApp } from "./plugins/define-plugin.ts";
import type { PluginSource } from "./plugins/host/plugin-source.ts";
import { createPluginApp, Registrations } from "./plugins/host/registrations.ts";
import { ownRole } from "./workers/worker-role.ts";
import { createConsoleLog } from "./lib/console-log.ts";

/** How long a program may go on in a worker that was stopped. */
const EXIT_DELAY_MS = 1_000;

/** The same options as the flags of the command line. */
export interface BaoboxOptions {
  /** The data directory. Default: `pb_data`. */
  readonly dir?: string;
  /** The address to listen on; port 0 chooses a free port. Default: `127.0.0.1:8090`. */
  readonly http?: string;
  /** How many processes serve the port, on Linux; `"auto"` is one per core. Each runs the whole program. Default: 1. */
  readonly workers?: number | "auto";
  /** Origins that may call the API, separated by commas. Default: `*`, all. */
  readonly origins?: string;
  /** The folder with static files to serve, if it exists. Default: `pb_public`. */
  readonly publicDir?: string;
  /** Whether a path without a static file is answered with `index.html`. Default: true. */
  readonly indexFallback?: boolean;
  /** A folder of plugins to load in addition to the program's own code. Default: none. */
  readonly pluginsDir?: string;
  /** Whether a plugin is reloaded when its files change. Default: true. */
  readonly pluginsWatch?: boolean;
  /** How long a hook may take, in seconds. Default: 15. */
  readonly hookTimeout?: number;
  /** The folder with migrations. Default: `pb_migrations` beside the data directory. */
  readonly migrationsDir?: string;
  /**
   * Migrations that are part of the program, so that one executable contains everything. The keys are file names such as
   * `1_make_posts.ts`; they are applied together with those of the folder, ordered by name.
   */
  readonly migrations?: Readonly<Record<string, Migration>>;
  /** Whether a change to a collection in the dashboard or over the API is written as a migration. Default: the value of `dev`. */
  readonly automigrate?: boolean;
  /** Whether `/api/openapi.json` is public, without the superuser-only parts. Default: false. */
  readonly publicOpenApi?: boolean;
  /** The name of the environment variable with the 32-byte key that encrypts the settings. Default: no encryption. */
  readonly encryptionEnv?: string;
  /** How long a query may run, in seconds. Default: 30. */
  readonly queryTimeout?: number;
  /** Prints requests and debug messages, and writes migrations unless `automigrate` is false. Default: false. */
  readonly dev?: boolean;
  /** The program's name in the messages of `run`. Default: `baobox`. */
  readonly name?: string;
}

/** Baobox inside your own program, with everything that a plugin can use: hooks, routes, jobs and the data API. */
export interface Baobox extends PluginApp {
  /**
   * Starts the server, which runs until `stop()`. Resolves when it accepts requests. Where it ends by itself later, as when an update
   * has changed the files of its workers, the log says so and the program's exit code is 1.
   */
  start(): Promise<{ readonly url: string }>;
  /** Stops the server and closes the databases. */
  stop(): Promise<void>;
  /** Runs the command line (`serve`, `superuser upsert …`) with the options as defaults, then exits the process. */
  run(args?: readonly string[]): Promise<never>;
}

/** Register hooks, routes and jobs before `start()` or `run()`. The data API works once the server has started. */
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
    path: Bun.isStandaloneExecutable ? executablePath() : Bun.main,
    folder: Bun.main,
    builtIn: {
      registrations,
      onLoad(context) {
        opened = context;
      },
    },
  };
  const context = (): Context => {
    if (opened !== null) return opened;
    const isSupervisor = served !== null && ownRole() === null && rest.workers !== undefined;
    throw new Error(
      isSupervisor
        ? "the data API works in the workers: this process only starts and supervises them"
        : "the data API works once Baobox was started",
    );
  };
  const scope = { boundary: NO_BOUNDARY, log: createConsoleLog("info"), context };
  const hookNames = Object.keys(createHooks()) as (keyof Hooks)[];
  const app = createPluginApp({ name: "main", scope, hookNames }, registrations);
  const stop = Promise.withResolvers<null>();
  let served: Promise<void> | null = null;
  let isListening = false;
  return Object.assign(app, {
    async start() {
      if (served !== null) throw new Error("Baobox was started already");
      const input = { parameters: [], flags };
      const output = outputOf(input);
      const warning = ownRole() === null ? unsetKeyWarning(input, process.env) : null;
      if (warning !== null) output.log.warn(warning);
      const listening = Promise.withResolvers<{ readonly url: string }>();
      served = serveUntilStopped(input, {
        stop: stop.promise,
        stopsAll: true,
        output,
        embedded: { builtIn: [source], migrations },
        onListen(url) {
          isListening = true;
          listening.resolve({ url });
        },
      });
      served.catch((error: unknown) => {
        if (isListening) tellEnd(error, output);
        listening.reject(error instanceof UsageError ? withOption(error, Object.keys(flags)) : error);
      });
      if (ownRole() !== null) void served.catch(() => undefined).then(exitSoon);
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

/** A server that ended by itself has nobody who waits for it: the program fails once it ends. */
function tellEnd(error: unknown, { log }: Output): void {
  process.exitCode = 1;
  if (!(error instanceof ReportedError)) log.error("the server ended", { error: stackOf(error) });
}

/** Ends a worker that has nothing to serve any more, whatever the program still waits for. */
function exitSoon(): void {
  setTimeout(() => process.exit(), EXIT_DELAY_MS).unref();
}

function flagsOf(options: Omit<BaoboxOptions, "name" | "migrations">): Record<string, string> {
  const flags: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    if (!(name in SERVE_FLAGS)) throw new TypeError(`Baobox has no option ${name}`);
    flags[name] = String(value);
  }
  return flags;
}
