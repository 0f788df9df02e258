import type { MigrationSource } from "../migrations/run-migrations.ts";
import type { PluginSource } from "../plugins/host/plugin-source.ts";
import { ownRole } from "../workers/worker-role.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";
import { describeMark } from "./moved-mark.ts";
import { type Output, outputOf, stackOf } from "./output.ts";
import { type StopSignals, listenForStop } from "./stop-signals.ts";
import { watchExit } from "./watch-exit.ts";
import { workerCount } from "./worker-count.ts";

/** What a program that embeds Baobox brings along. */
export interface Embedded {
  /** Plugins that are part of the program. */
  readonly builtIn: readonly PluginSource[];
  readonly migrations: MigrationSource["builtIn"];
}

export async function serve(input: Input, embedded: Embedded): Promise<void> {
  const isWorker = ownRole() !== null;
  const output = outputOf(input);
  // A mistake of a plugin that nobody waits for must not end the server.
  for (const event of ["unhandledRejection", "uncaughtException"] as const) {
    process.on(event, (error: unknown) => output.log.error(`unhandled error (${event})`, { error: stackOf(error) }));
  }
  // A terminal sends SIGINT to the workers too; their supervisor stops them in order.
  if (isWorker) process.on("SIGINT", () => undefined);
  const signals = listenForStop(isWorker ? ["SIGTERM"] : ["SIGTERM", "SIGINT"]);
  using exit = watchExit(output.log);
  await serveUntilStopped(input, {
    stop: signals.stop,
    signals,
    output,
    embedded,
    onStuckStart() {
      console.error(
        "baobox: the start did not end within 10 s and was broken off; what it had not committed is undone",
      );
      exit[Symbol.dispose]();
      process.exit(1);
    },
    onListen: (url, token) => (isWorker ? undefined : output.greet(url, token)),
  });
}

export interface ServeOptions {
  readonly stop: Promise<null>;
  /** What `stop` comes from. Default: something else. */
  readonly signals?: StopSignals;
  /** Whether `stop` is for all workers where this is one of several. Default: it is for this process. */
  readonly stopsAll?: boolean;
  readonly output: Output;
  readonly embedded: Embedded;
  /** Called where the start goes on for 10 s after `stop`; not in workers, which their supervisor ends. Default: it is waited for. */
  readonly onStuckStart?: () => void;
  /** Called once, when the server listens for the first time. */
  readonly onListen: (url: string, installerToken: string | null) => void;
}

/**
 * Serves until `stop` resolves, as a worker, in workers or alone. Rejects where the server can't be started. Only the code that is
 * needed is loaded: a supervisor stays small.
 */
export async function serveUntilStopped(input: Input, options: ServeOptions): Promise<void> {
  const role = ownRole();
  if (role !== null) {
    if (role.dataDir === appOptions(input).dataDir)
      return (await import("./serve-worker.ts")).serveWorker(input, role, options);
    throw new Error(`this process is a worker for ${role.dataDir} and can't serve another data directory`);
  }
  const moved = await describeMark(appOptions(input));
  if (moved !== null) options.output.log.warn(moved);
  const count = workerCount(input, options.output.log);
  if (count > 1) return (await import("./serve-workers.ts")).serveWorkers(input, count, options);
  return (await import("./serve-alone.ts")).serveAlone(input, options);
}
