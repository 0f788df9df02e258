import { resolve } from "node:path";
import { NO_HOOK_FILES, NO_PLUGINS, type OpenOptions, type ServerOptions } from "./app-options.ts";
import { checkDirectory } from "./check-directory.ts";
import type { Engine } from "./database/engine.ts";
import { openDatabase } from "./database/open-database.ts";
import { openSqlite } from "./database/sqlite/open.ts";
import { watchEngine } from "./database/watch-engine.ts";
import { type RunningRealtime, startRealtime } from "./features/realtime/start-realtime.ts";
import { authRoutes } from "./features/auth/routes.ts";
import { backupRoutes } from "./features/backups/routes.ts";
import { batchRoutes } from "./features/batch/routes.ts";
import { collectionRoutes } from "./features/collections/routes.ts";
import { fileRoutes } from "./features/files/routes.ts";
import { cronRoutes } from "./features/crons/routes.ts";
import { healthRoutes } from "./features/health/routes.ts";
import { logRoutes } from "./features/logs/routes.ts";
import { answerForFigures } from "./features/overview/instance-figures.ts";
import { overviewRoutes } from "./features/overview/routes.ts";
import { openApiRoutes } from "./features/openapi/routes.ts";
import { recordRoutes } from "./features/records/routes.ts";
import { savedViewRoutes } from "./features/saved-views/routes.ts";
import { settingsRoutes } from "./features/settings/routes.ts";
import { storedFilesRoutes } from "./features/stored-files/routes.ts";
import { sqlRoutes } from "./features/sql/routes.ts";
import { hookFileRoutes } from "./jsvm/hook-file-routes.ts";
import { HookFiles } from "./jsvm/hook-files.ts";
import { BcryptThreads } from "./lib/bcrypt-threads.ts";
import { KeyedLock } from "./lib/keyed-lock.ts";
import type { Logger } from "./lib/log.ts";
import { ownCores } from "./lib/own-cores.ts";
import { RequestStats } from "./lib/request-stats.ts";
import { SignInGuard } from "./model/auth/sign-in-guard.ts";
import { TokenVerifier } from "./model/auth/token-verifier.ts";
import { BackupGuard } from "./model/backups/backup-guard.ts";
import { openRestored } from "./model/backups/open-restored.ts";
import { followRestores } from "./model/backups/restore-for-all.ts";
import { createCollectionStore } from "./model/collections/collection-store.ts";
import type { AppOptions, Context } from "./model/context.ts";
import { openStores } from "./model/files/open-stores.ts";
import { createHooks } from "./model/hooks.ts";
import { instanceName } from "./model/logs/instance-name.ts";
import { LogStore } from "./model/logs/log-store.ts";
import { answerForLogs } from "./model/logs/store-for-all.ts";
import { migrate } from "./model/migrations/migrate.ts";
import { makeDataFolder } from "./model/operation/make-data-folder.ts";
import { addJobs } from "./model/operation/add-jobs.ts";
import { answerCatchUps } from "./model/operation/catch-up-nodes.ts";
import { openBackgroundWork } from "./model/operation/open-background-work.ts";
import { openBus } from "./model/operation/open-bus.ts";
import { runJobs } from "./model/operation/run-jobs.ts";
import type { RestartOptions } from "./model/lifecycle.ts";
import type { Route } from "./model/route.ts";
import { followRenames } from "./model/settings/follow-renames.ts";
import { createSettingsStore } from "./model/settings/settings-store.ts";
import { triggerServe } from "./model/trigger-serve.ts";
import { triggerTerminate } from "./model/trigger-terminate.ts";
import { PluginHost } from "./plugins/host/plugin-host.ts";
import { pluginApiRoutes } from "./plugins/plugin-api-routes.ts";
import { clientRoutes } from "./server/client-files.ts";
import { dashboardRoutes } from "./server/dashboard.ts";
import { Dispatcher } from "./server/dispatch.ts";
import { HttpServer } from "./server/http-server.ts";
import { combineActivityLogs } from "./server/middleware/activity-log.ts";
import { createRequestCounter } from "./server/middleware/count-requests.ts";
import { createRequestLog } from "./server/middleware/log-requests.ts";
import { extensionRoutes } from "./server/ui-extensions.ts";
import { staticFiles } from "./server/static-files.ts";

/** The whole API. */
const routes: readonly Route[] = [
  ...authRoutes,
  ...backupRoutes,
  ...batchRoutes,
  ...collectionRoutes,
  ...cronRoutes,
  ...extensionRoutes,
  ...fileRoutes,
  ...healthRoutes,
  ...logRoutes,
  ...recordRoutes,
  ...savedViewRoutes,
  ...settingsRoutes,
  ...sqlRoutes,
  ...storedFilesRoutes(),
];

/** An open data directory. Closing it is part of its lifetime: nothing works afterwards. */
export interface App extends AsyncDisposable {
  readonly context: Context;
  /** Whether a restore has just put its data in place. */
  readonly isRestored: boolean;
  createServer(options: ServerOptions): Promise<HttpServer>;
  /** Whoever serves the app can exchange its data and open it anew: `handler` is called when that is asked for. */
  onRestart(handler: (options: RestartOptions) => void): void;
}

/**
 * Opens a data directory, which is made where it doesn't exist, and all parts in order. Rejects with one line when that
 * can't be, and then leaves nothing open.
 */
export async function openApp(options: AppOptions, console: Logger, openOptions: OpenOptions = {}): Promise<App> {
  const dataDir = resolve(options.dataDir);
  await makeDataFolder(dataDir);
  const opening = { options: { ...options, dataDir }, console, hasTurn: openOptions.hasRestoreTurn === true };
  const { opened, isRestored } = await openRestored(opening, () => openParts(opening.options, console, openOptions));
  return { ...opened, isRestored };
}

async function openParts(options: AppOptions, console: Logger, openOptions: OpenOptions): Promise<App> {
  await using opened = new AsyncDisposableStack();
  const logs = new LogStore();
  const log = logs.tee(console);
  const { dataDir, encryptionKey } = options;
  const opener = { ...options, log };
  const lifecycle = createLifecycle(opener);
  const data = await openDatabase("data.db", opener);
  const { tracing = null } = openOptions;
  const close = closeAllTheSame(log);
  const database = opened.adopt(watchEngine(data, tracing, options.isDevelopment ? console : null), close);
  const auxiliary = opened.adopt(await openDatabase("auxiliary.db", opener), close);
  const known = await migrate({ database, auxiliary, dataDir, encryptionKey, log, keepsCopy: true });

  // Started anew, it finds the name taken and says so.
  const onReplaced = (): void => lifecycle.restart?.({ keep: null });
  const { bus, nodes } = await openBus(opened, { options, database, log, given: openOptions.bus, onReplaced });
  const hooks = createHooks();
  // What is opened later reads the settings of then.
  let isOpen = false;
  const onReload = async (): Promise<void> =>
    isOpen ? hooks.onSettingsReload.trigger({ context }, [], () => undefined) : undefined;
  const settings = await createSettingsStore({ database, bus, log, encryptionKey, onReload });
  logs.attach({ auxiliary, settings: () => settings.current().logs, log: console, instance: instanceName(options) });
  opened.use(logs);
  const stores = openStores(opened, { dataDir, settings, tracing, owedDeletions: () => work.owedDeletions });
  const work = await openBackgroundWork(opened, { database, bus, log, tracing, stores });
  const context: Context = {
    connection: database,
    transaction: null,
    database,
    auxiliary,
    collections: await createCollectionStore({ database, bus, log, known }),
    settings,
    hooks,
    bus,
    ...stores,
    ...work,
    tracing,
    log,
    toldErrors: new WeakSet(),
    hookFileErrors: new WeakSet(),
    logs,
    signInGuard: new SignInGuard(bus),
    bcrypt: opened.use(new BcryptThreads(ownCores(options.processCount))),
    recordLocks: new KeyedLock(),
    backupGuard: new BackupGuard(bus),
    nodes,
    lifecycle,
    options,
  };
  isOpen = true;
  addJobs(context);
  answerCatchUps(context);
  answerForLogs(context);
  followRestores(context);
  followRenames(hooks);
  const realtime = opened.use(startRealtime(context));
  // Before migrations: as in PocketBase, hook files run on their writes.
  const hookFiles = opened.use(await openHookFiles(context, realtime, openOptions));
  const plugins = opened.use(await openPlugins(context, realtime, openOptions));
  await hooks.onBootstrap.trigger({ context }, [], onReload);
  return runningApp({ context, realtime, hookFiles, plugins }, opened.move());
}

function runningApp(parts: Parts, opened: AsyncDisposable): App {
  const { context } = parts;
  return {
    context,
    isRestored: false,
    createServer: (serverOptions) => createServer(parts, serverOptions),
    onRestart(handler) {
      context.lifecycle.restart = (restartOptions) => {
        context.lifecycle.isRestarting = true;
        handler(restartOptions);
      };
    },
    async [Symbol.asyncDispose]() {
      await triggerTerminate(context);
      await context.background.settle();
      await opened[Symbol.asyncDispose]();
    },
  };
}

function openHookFiles(context: Context, realtime: RunningRealtime, { hookFiles }: OpenOptions): Promise<HookFiles> {
  return HookFiles.open({ ...NO_HOOK_FILES, ...hookFiles, context, serverRoutes: reservedRoutes(realtime) });
}

async function openPlugins(
  context: Context,
  realtime: RunningRealtime,
  { prepare, plugins }: OpenOptions,
): Promise<PluginHost> {
  await prepare?.(context);
  return PluginHost.open({ ...NO_PLUGINS, ...plugins, context, serverRoutes: reservedRoutes(realtime) });
}

/** What plugins can't answer, and hook files by a more specific route only. */
function reservedRoutes(realtime: RunningRealtime): Route[] {
  const documents = openApiRoutes({ routes: [], others: () => [], isPublic: false });
  const extended = [...pluginApiRoutes(null), ...hookFileRoutes(null)];
  const files = [...clientRoutes(), ...dashboardRoutes()];
  return [...routes, ...realtime.routes, ...overviewRoutes(null), ...extended, ...documents, ...files];
}

interface Parts {
  readonly context: Context;
  readonly realtime: RunningRealtime;
  readonly plugins: PluginHost;
  readonly hookFiles: HookFiles;
}

async function createServer(
  { context, realtime, plugins, hookFiles }: Parts,
  options: ServerOptions,
): Promise<HttpServer> {
  const { origins, publicDir, hasIndexFallback = true, activityLogs } = options;
  const { givesRequestIds = false, isApiDocumentPublic: isPublic = false, metricsToken = null } = options;
  const requests = new RequestStats();
  const activityLog = combineActivityLogs([
    createRequestLog(context.logs, context.settings),
    createRequestCounter(requests),
    ...activityLogs,
  ]);
  const tokens = new TokenVerifier(context);
  const dispatcher = new Dispatcher({
    context,
    tokens,
    origins,
    activityLog,
    givesRequestIds,
    middleware: plugins.middleware,
    placedMiddleware: hookFiles.middleware,
  });
  answerForFigures(context, { requests, realtime: () => realtime.realtime.broker.figures() });
  const documented: Route[] = [...routes, ...realtime.routes, ...overviewRoutes(metricsToken)];
  documented.push(...pluginApiRoutes(plugins), ...hookFileRoutes(hookFiles), ...clientRoutes());
  documented.push(...openApiRoutes({ routes: documented, others: () => plugins.router.routes, isPublic }));
  const find: HookFiles["find"] = (method, path, host) =>
    plugins.router.find(method, path) ?? hookFiles.find(method, path, host);
  const server = new HttpServer({
    dispatcher,
    routes: [...documented, ...dashboardRoutes()],
    fallback: publicDir === null ? null : staticFiles({ folder: publicDir, hasIndexFallback }),
    dynamicRoutes: { find },
    overridingRoutes: hookFiles,
    onStop: () => realtime.closeConnections(),
  });
  await triggerServe(context);
  await runJobs(context);
  return server;
}

interface OpenerOptions extends AppOptions {
  readonly log: Logger;
}

/** A backup holds files of SQLite, whatever the engine is. */
function createLifecycle(options: OpenerOptions): Context["lifecycle"] {
  const { queryTimeoutMs, log } = options;
  const open = (file: string): Promise<Engine> => openSqlite({ file, queryTimeoutMs, log });
  const opener = { ...options, open, close: closeEngine };
  return {
    checkDirectory: (folder, checkOptions) => checkDirectory(folder, opener, checkOptions),
    restart: null,
    isDraining: false,
    isRestarting: false,
  };
}

async function closeEngine(engine: Engine): Promise<void> {
  await engine.checkpoint();
  await engine.close();
}

/** At the end of a server, whose disk may be full. */
function closeAllTheSame(log: Logger): (engine: Engine) => Promise<void> {
  return async (engine) => {
    try {
      await engine.checkpoint();
    } catch (error) {
      log.warn("the last commits stay in the -wal file until the next start", { error: String(error) });
    }
    await engine.close();
  };
}
