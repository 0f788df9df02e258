import { resolve } from "node:path";
import { openApp } from "../app.ts";
import type { PluginOptions, OpenOptions } from "../app-options.ts";
import { applyMigrations, type MigrationSource } from "../migrations/run-migrations.ts";
import { deleteReplaced } from "../lib/directory-swap.ts";
import type { Context } from "../model/context.ts";
import { checkFileBucket } from "../model/files/check-bucket.ts";
import type { RestartOptions } from "../model/lifecycle.ts";
import type { HttpServer } from "../server/http-server.ts";
import { appOptions, hooksFolder, migrationsFolder } from "./app-flags.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { httpsPlan, httpsUrlOf } from "./https-flags.ts";
import { nodeName } from "./node-flags.ts";
import { serveAddress, urlOf } from "./listen.ts";
import { metricsAddress, metricsToken } from "./metrics.ts";
import { type Output, announce } from "./output.ts";
import { openTracing } from "./tracing.ts";
import type { Embedded } from "./serve.ts";
import { NO_CONFIGURATION, applyStartConfiguration, readStartConfiguration } from "./start-configuration.ts";

export interface ServerParts {
  readonly input: Input;
  readonly output: Output;
  readonly embedded: Embedded;
  /** How many processes share the machine. Default: 1. */
  readonly processCount?: number;
  /** Which of them this is. Default: 1. */
  readonly processNumber?: number;
  readonly bus?: OpenOptions["bus"];
  /** Whether other nodes wait for what this one restores. */
  readonly hasRestoreTurn?: boolean;
  /** The page that these processes share. */
  readonly versionFile?: string;
  /** Whether to store what the settings file and the environment say, which the first of several workers does. Default: true. */
  readonly configures?: boolean;
}

/** A server that does not listen yet. Closing it closes its data directory. */
export interface OpenServer extends AsyncDisposable {
  readonly context: Context;
  readonly isRestored: boolean;
  readonly server: HttpServer;
  /** Resolves when the data directory's content is to be exchanged. */
  readonly restart: Promise<RestartOptions>;
}

/** Opens the data directory and everything that serves it, by the flags. Rejects with one line where that can't be. */
export async function openServer(parts: ServerParts): Promise<OpenServer> {
  const { input, output, embedded, bus, processCount = 1, processNumber = 1, versionFile } = parts;
  const { flags } = input;
  const hookFiles = hookFileOptions(input);
  // What is wrong with it is said before anything is opened.
  metricsAddress(input, processCount);
  const configuration = parts.configures === false ? NO_CONFIGURATION : await readStartConfiguration(input);
  const node = nodeName(input);
  const address = node === undefined ? undefined : urlOfNode(input);
  const served = { isServer: true, node, address, processCount, processNumber, versionFile };
  await using opened = new AsyncDisposableStack();
  let { log } = output;
  const tracing = opened.use(await openTracing(process.env, { log: () => log, processNumber }));
  const app = opened.use(
    await openApp({ ...appOptions(input), ...served }, output.log, {
      ...(bus === undefined ? {} : { bus }),
      hasRestoreTurn: parts.hasRestoreTurn === true,
      tracing,
      plugins: { ...pluginOptions(input), builtIn: embedded.builtIn, tell: output.tell },
      hookFiles: {
        ...hookFiles,
        poolSize: Math.ceil(hookFiles.poolSize / processCount),
        tell: output.tell,
        applyMigrations: (context) => applyMigrations(context, migrationSource(parts)),
        ...(output.print === null ? {} : { print: output.print }),
      },
      prepare: async (context) => {
        await migrateUp(context, parts);
        await applyStartConfiguration(context, configuration, (line) => announce(line, output, context.log));
        checkFileBucket(context);
      },
    }),
  );
  ({ log } = app.context);
  const restart = Promise.withResolvers<RestartOptions>();
  if (parts.configures !== false) {
    const { background, options } = app.context;
    background.run("delete what a restore has replaced", () => deleteReplaced(options.dataDir));
  }
  app.onRestart((options) => restart.resolve(options));
  const server = await app.createServer({
    origins: (flags["origins"] ?? "*").split(",").map((origin) => origin.trim()),
    publicDir: resolve(flags["publicDir"] ?? "pb_public"),
    hasIndexFallback: flags["indexFallback"] !== "false",
    activityLogs: output.activityLogs,
    givesRequestIds: output.isJson,
    isApiDocumentPublic: flags["publicOpenApi"] === "true",
    metricsToken: metricsToken(process.env),
  });
  const all = opened.move();
  return {
    context: app.context,
    isRestored: app.isRestored,
    server,
    restart: restart.promise,
    [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
  };
}

/** Throws a `UsageError` for values that can't be. */
function pluginOptions({ flags }: Input): Omit<PluginOptions, "builtIn"> {
  const { pluginsDir = "plugins", pluginsWatch, hookTimeout = "15" } = flags;
  const seconds = Number(hookTimeout);
  if (!Number.isFinite(seconds) || seconds <= 0) {
    throw new UsageError(`--hookTimeout must be a number of seconds above 0, not "${hookTimeout}"`);
  }
  const folder = pluginsDir === "" ? null : resolve(pluginsDir);
  return { folder, watches: pluginsWatch !== "false", hookTimeoutMs: seconds * 1000 };
}

/** Throws a `UsageError` for values that can't be. */
function hookFileOptions(input: Input): NonNullable<OpenOptions["hookFiles"]> {
  const { hooksWatch = "true", hooksPool = "15" } = input.flags;
  if (hooksWatch !== "true" && hooksWatch !== "false") {
    throw new UsageError(`--hooksWatch must be true or false, not "${hooksWatch}"`);
  }
  if (!/^\d{1,3}$/.test(hooksPool))
    throw new UsageError(`--hooksPool must be a number from 0 to 999, not "${hooksPool}"`);
  const { hookTimeoutMs } = pluginOptions(input);
  return {
    folder: input.flags["hooksDir"] === "" ? null : hooksFolder(input),
    watches: hooksWatch === "true",
    poolSize: Number(hooksPool),
    timeoutMs: hookTimeoutMs,
  };
}

/** On a mistake nothing was changed, and the server does not start; with the data of a restore it goes on with that from before. */
async function migrateUp(context: Context, parts: ServerParts): Promise<void> {
  const { input, output } = parts;
  const source = migrationSource(parts);
  for (const file of await applyMigrations(context, source)) {
    context.log.info("applied a migration", { file });
    if (!output.isJson) console.log(`Applied the migration ${file}`);
  }
  const { dev = "false", automigrate = dev } = input.flags;
  if (automigrate !== "true") return;
  const { writeMigrationsOfChanges } = await import("../migrations/automigrate.ts");
  writeMigrationsOfChanges(context, source.folder);
}

function migrationSource({ input, output, embedded }: ServerParts): MigrationSource {
  const print = output.print ?? undefined;
  return { folder: migrationsFolder(input), builtIn: embedded.migrations, hooksFolder: hooksFolder(input), print };
}

/** Where those who look for the node find it; it is known to others before it listens. */
function urlOfNode(input: Input): string {
  const plan = httpsPlan(input);
  return plan === null ? urlOf(serveAddress(input)) : httpsUrlOf(plan, plan.address);
}
