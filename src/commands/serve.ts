import { resolve } from "node:path";
import { openApp } from "../app.ts";
import type { PluginOptions, Surroundings } from "../app-options.ts";
import { swapDirectory } from "../lib/directory-swap.ts";
import { writeMigrationsOfChanges } from "../migrations/automigrate.ts";
import { applyMigrations, type MigrationSource } from "../migrations/run-migrations.ts";
import { removeLeftovers } from "../model/backups/remove-leftovers.ts";
import type { Context } from "../model/context.ts";
import type { RestartOptions } from "../model/lifecycle.ts";
import { appOptions, hooksFolder, migrationsFolder } from "./app-flags.ts";
import type { PluginSource } from "../plugins/host/plugin-source.ts";
import { describeUnmoved } from "./describe-unmoved.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { createInstallerToken } from "./installer.ts";
import { type Address, listen, parseAddress, urlOf } from "./listen.ts";
import { type Output, outputOf } from "./output.ts";

/** How long requests may go on after the server was told to stop. */
const SHUTDOWN_LIMIT_MS = 10_000;
/** So long clients are answered after a restore, as in PocketBase: the one that asked for it may ask more. */
const RESTART_DELAY_MS = 1_000;
/** A restore lets requests end, but does not wait for downloads that go on for long. */
const RESTART_LIMIT_MS = 5_000;

/** What a program that embeds Baobox brings along. */
export interface Embedded {
  /** Plugins that are part of the program. */
  readonly builtIn: readonly PluginSource[];
  readonly migrations: MigrationSource["builtIn"];
}

export async function serve(input: Input, embedded: Embedded): Promise<void> {
  const output = outputOf(input);
  const stop = Promise.withResolvers<null>();
  // A mistake of a plugin that nobody waits for must not end the server.
  for (const event of ["unhandledRejection", "uncaughtException"] as const) {
    process.on(event, (error: unknown) => output.log.error(`unhandled error (${event})`, { error: stackOf(error) }));
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.resolve(null));
  await serveUntilStopped(input, {
    stop: stop.promise,
    output,
    embedded,
    onListen: (url, token) => output.greet(url, token),
  });
}

export interface ServeOptions {
  readonly stop: Promise<null>;
  readonly output: Output;
  readonly embedded: Embedded;
  /** Called once, when the server listens for the first time. */
  readonly onListen: (url: string, installerToken: string | null) => void;
}

/** Serves, anew after each restore, until `stop` resolves. Rejects where the server can't be started. */
export async function serveUntilStopped(
  input: Input,
  { stop, output, embedded, onListen }: ServeOptions,
): Promise<void> {
  const { flags } = input;
  let address = parseAddress(flags["http"] ?? "127.0.0.1:8090");
  const options = appOptions(input);
  // Opening the directory tells what is wrong with it, if anything is.
  await removeLeftovers(options.dataDir).catch(() => undefined);
  for (let isFirst = true; ; isFirst = false) {
    const restart = await serveUntil(stop, {
      input,
      output,
      address,
      embedded,
      onListen({ bound, installerToken, isRestored }) {
        const data = isRestored ? "the restored data" : "the data from before the restore";
        if (isFirst) onListen(urlOf(bound), installerToken);
        else output.log.warn(`the server runs with ${data}`, { url: urlOf(bound) });
        address = bound;
      },
    });
    if (restart === null) return;
    try {
      const unmoved = await swapDirectory(options.dataDir, restart.keep);
      for (const line of describeUnmoved(unmoved)) output.log.warn(line);
    } catch (error) {
      output.log.error("the restore failed: the data from before the restore is still in place", {
        error: stackOf(error),
      });
    }
  }
}

interface Serving {
  readonly input: Input;
  readonly output: Output;
  readonly address: Address;
  readonly embedded: Embedded;
  readonly onListen: (started: Started) => void;
}

interface Started {
  readonly bound: Address;
  readonly installerToken: string | null;
  readonly isRestored: boolean;
}

/** Resolves once all is closed: with null when the program was told to stop, else with what the restart is for. */
async function serveUntil(stop: Promise<null>, serving: Serving) {
  const { input, output, address, embedded, onListen } = serving;
  const { flags } = input;
  await using app = await openApp(appOptions(input), output.log, {
    plugins: { ...pluginOptions(input), builtIn: embedded.builtIn, tell: output.tell },
    hookFiles: hookFileOptions(input),
    prepare: (context) => migrateUp(context, serving),
  });
  const restart = Promise.withResolvers<RestartOptions>();
  app.onRestart((options) => restart.resolve(options));
  const server = await app.createServer({
    origins: (flags["origins"] ?? "*").split(",").map((origin) => origin.trim()),
    publicDir: resolve(flags["publicDir"] ?? "pb_public"),
    hasIndexFallback: flags["indexFallback"] !== "false",
    activityLogs: output.activityLogs,
    givesRequestIds: output.isJson,
    isApiDocumentPublic: flags["publicOpenApi"] === "true",
  });
  // The installer's password takes longer to hash than all else takes to start: a new server answers meanwhile.
  const bound = await listen(server, address);
  try {
    onListen({ bound, installerToken: await createInstallerToken(app.context), isRestored: app.isRestored });
  } catch (error) {
    await server.stop(0);
    throw error;
  }
  const outcome = await Promise.race([stop, restart.promise]);
  if (outcome !== null) await Promise.race([stop, Bun.sleep(RESTART_DELAY_MS)]);
  // A second signal ends the process at once.
  await server.stop(outcome === null ? SHUTDOWN_LIMIT_MS : RESTART_LIMIT_MS);
  return outcome;
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
function hookFileOptions(input: Input): NonNullable<Surroundings["hookFiles"]> {
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
async function migrateUp(context: Context, { input, output, embedded }: Serving): Promise<void> {
  const folder = migrationsFolder(input);
  const source = { folder, builtIn: embedded.migrations, hooksFolder: hooksFolder(input) };
  for (const file of await applyMigrations(context, source)) {
    context.log.info("applied a migration", { file });
    if (!output.isJson) console.log(`Applied the migration ${file}`);
  }
  const { dev = "false", automigrate = dev } = input.flags;
  if (automigrate === "true") writeMigrationsOfChanges(context, folder);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
