import type { Bus } from "../lib/bus.ts";
import { reportTo } from "../model/operation/count-together.ts";
import { STOP_LIMIT_MS } from "../workers/stop-limits.ts";
import { type Drain, WorkerLink } from "../workers/worker-link.ts";
import type { WorkerTask } from "../workers/worker-protocol.ts";
import type { WorkerRole } from "../workers/worker-role.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";
import { exchangeData } from "./exchange-data.ts";
import { followCertificates, followedPlan, httpsOf } from "./https.ts";
import { httpsPlan } from "./https-flags.ts";
import { createInstallerToken } from "./installer.ts";
import { listen, urlOf } from "./listen.ts";
import { loadAfterStart } from "./load-after-start.ts";
import { listenForMetrics } from "./metrics.ts";
import { openServer } from "./open-server.ts";
import { prepareDirectory } from "./prepare-directory.ts";
import type { ServeOptions } from "./serve.ts";

/** Serves as one of several workers until the supervisor, or `stop`, ends it. Rejects where the server can't be started. */
export async function serveWorker(input: Input, role: WorkerRole, options: ServeOptions): Promise<void> {
  const { link, bus } = await WorkerLink.connect(role, reportTo(options.output.log));
  // Without a supervisor there is no task either.
  void bus.catch(() => undefined);
  try {
    const task = await link.task;
    if (task !== null) await serveTask(input, { link, bus: await bus, task, options, role });
  } finally {
    await link.end();
  }
}

interface Serving {
  readonly link: WorkerLink;
  readonly bus: Bus;
  readonly task: WorkerTask;
  readonly options: ServeOptions;
  readonly role: WorkerRole;
}

async function serveTask(input: Input, { link, bus, task, options, role }: Serving): Promise<void> {
  const { output, embedded, onListen } = options;
  const directory = appOptions(input);
  if (task.isFirst) {
    const { restore } = task;
    if (restore === null) await prepareDirectory(directory, output.log);
    else await exchangeData(directory, restore.keep, output.log);
  }
  await using opened = await openServer({
    bus,
    input,
    output,
    embedded,
    processCount: task.count,
    processNumber: role.number,
    versionFile: role.versionFile,
    configures: task.isFirst,
  });
  const { server, context, restart, isRestored } = opened;
  const { count: processCount, isFirst } = task;
  using _metrics = await listenForMetrics({ input, context, output, processCount, isFirst });
  const plan = httpsPlan(input);
  const followed = await followedPlan(plan);
  const bound = await listen(server, {
    ...task.address,
    isShared: true,
    isNew: task.isPortNew,
    ...(await httpsOf(plan)),
  });
  using _following = followed === null ? null : followCertificates(followed, server, output.log);
  const installerToken = task.isFirst ? await createInstallerToken(context) : null;
  link.send({ kind: "listening", bound, installerToken, isRestored });
  onListen(urlOf(bound), installerToken);
  using _loading = loadAfterStart();
  void restart.then(({ keep }) => link.send({ kind: "restart", keep }));
  link.onShed = (count) => server.shedConnections(count);
  const stop = ownStop(link, options);
  const { limitMs, isRestart = false } = await Promise.race([link.drain, stop]);
  context.lifecycle.isRestarting = isRestart;
  const stopped = server.stop(limitMs);
  link.send({ kind: "deaf" });
  await stopped;
  link.send({ kind: "drained" });
  // What others still ask of this worker works until all of them have drained.
  await Promise.race([link.close, stop]);
}

/** Resolves when this worker alone is to stop. */
async function ownStop(link: WorkerLink, { stop, stopsAll = false }: ServeOptions): Promise<Drain> {
  await stop;
  if (stopsAll) {
    link.send({ kind: "stop" });
    await link.close;
  }
  return { limitMs: STOP_LIMIT_MS };
}
