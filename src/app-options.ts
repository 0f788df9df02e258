import type { HookFilesOptions } from "./jsvm/hook-files.ts";
import type { Bus } from "./lib/bus.ts";
import type { Tracing } from "./lib/tracing.ts";
import type { Context } from "./model/context.ts";
import type { PluginSource } from "./plugins/host/plugin-source.ts";
import type { ActivityLog } from "./server/middleware/activity-log.ts";

/** Which plugins run in the app. */
export interface PluginOptions {
  /** The folder of their files; null for none. */
  readonly folder: string | null;
  /** Whether they are reloaded when their files change. */
  readonly watches: boolean;
  /** How long one of their hooks may take. */
  readonly hookTimeoutMs: number;
  /** Those that are part of the program. */
  readonly builtIn: readonly PluginSource[];
  /** Hears of loads in a short line, for a terminal. Default: nobody does. */
  readonly tell?: (line: string) => void;
}

/** What an app shares with its surroundings. */
export interface OpenOptions {
  /** Instances that share a bus tell each other what changes. */
  readonly bus?: Bus;
  /** Default: no plugins. Commands that run beside a server leave plugins to that server. */
  readonly plugins?: PluginOptions;
  /** Default: no hook files. */
  readonly hookFiles?: Omit<HookFilesOptions, "context" | "serverRoutes">;
  /** Default: nothing is traced. Closing it is its owner's. */
  readonly tracing?: Tracing | null;
  /** Whether this is the one of several nodes that the others wait for, while it puts the data of a backup in place. */
  readonly hasRestoreTurn?: boolean;
  /** Brings the data to where the code of plugins expects it, before any of that runs. Where it fails the app is not opened. */
  readonly prepare?: (context: Context) => Promise<void>;
}

export interface ServerOptions {
  /** Whose pages may call the server; `*` is everyone. */
  readonly origins: readonly string[];
  /** The folder of static files to serve beside the API whenever it exists. */
  readonly publicDir: string | null;
  /** Whether paths without a static file are answered with the folder's index.html. Default: true. */
  readonly hasIndexFallback?: boolean;
  /** Logs that get each request besides the stored one. */
  readonly activityLogs: readonly ActivityLog[];
  /** Whether each answer has an `X-Request-Id`, which log lines name too. */
  readonly givesRequestIds?: boolean;
  /** What reads the metrics without being a superuser. Default: nothing does. */
  readonly metricsToken?: string | null;
  /** Whether others than superusers may read the document of the API. */
  readonly isApiDocumentPublic?: boolean;
}

export const NO_HOOK_FILES = { folder: null, watches: false, poolSize: 0, timeoutMs: 15_000 };
export const NO_PLUGINS = { folder: null, watches: false, hookTimeoutMs: 15_000, builtIn: [], tell: () => undefined };
