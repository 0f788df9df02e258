import type { RestartOptions } from "../model/lifecycle.ts";
import { startStandIn as startStandInOn } from "../workers/shared-port.ts";
import { RESTART_DELAY_MS, RESTART_LIMIT_MS, STOP_LIMIT_MS } from "../workers/stop-limits.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";
import { followCertificates, followedPlan, httpsOf, startHttps } from "./https.ts";
import { type HttpsPlan, httpsPlan, httpsUrlOf } from "./https-flags.ts";
import { createInstallerToken } from "./installer.ts";
import { endForLitestream, isLitestreamChild } from "./litestream.ts";
import { type Address, listen, serveAddress, urlOf } from "./listen.ts";
import { listenForMetrics } from "./metrics.ts";
import { drainMs, nodeName } from "./node-flags.ts";
import { loadAfterStart } from "./load-after-start.ts";
import { type OpenServer, openServer } from "./open-server.ts";
import { announce, tellRestarted, tellReturned } from "./output.ts";
import { exchangeData } from "./exchange-data.ts";
import { prepareDirectory } from "./prepare-directory.ts";
import type { ServeOptions } from "./serve.ts";

/** Serves in this process, anew after each restore, until `stop` resolves. Rejects where the server can't be started. */
export async function serveAlone(input: Input, options: ServeOptions): Promise<void> {
  const { output, onListen } = options;
  const directory = appOptions(input);
  const isNode = nodeName(input) !== undefined;
  const plan = httpsPlan(input);
  let address = plan?.address ?? serveAddress(input);
  await prepareDirectory(directory, output.log);
  using https = plan === null ? null : await startHttps(plan, output.log);
  if (https !== null && !(await https.ready(options.stop, (line) => announce(line, output, output.log)))) return;
  using stuckStart = watchStart(options);
  let turn: AsyncDisposable | null = null;
  for (let isFirst = true; ; isFirst = false) {
    const standIn = isFirst || !isNode ? null : await startStandIn(address, plan);
    const restart: RestartOptions | null = await serveUntil(input, address, {
      ...options,
      plan,
      turn,
      standIn,
      onListen({ bound, installerToken, isRestored }) {
        stuckStart[Symbol.dispose]();
        address = bound;
        https?.redirectTo(bound.port);
        const url = plan === null ? urlOf(bound) : httpsUrlOf(plan, bound);
        if (isFirst) onListen(url, installerToken);
        else if (isNode && turn === null) tellReturned(output, url);
        else tellRestarted(output, url, isRestored);
      },
    });
    if (restart === null) return;
    turn = restart.turn ?? null;
    await exchangeData(directory, restart.keep, output.log);
    if (restart.keep !== null && isLitestreamChild()) throw endForLitestream(output);
  }
}

/** Has `onStuckStart` called where `stop` resolves in a start that goes on and on, as in a migration with an endless loop. */
function watchStart({ stop, onStuckStart }: ServeOptions): Disposable {
  let isOver = false;
  if (onStuckStart !== undefined) {
    void stop.then(() => setTimeout(() => isOver || onStuckStart(), STOP_LIMIT_MS).unref());
  }
  return { [Symbol.dispose]: () => void (isOver = true) };
}

interface Serving extends Omit<ServeOptions, "onListen"> {
  readonly onListen: (started: Started) => void;
  readonly plan: HttpsPlan | null;
  /** What other nodes wait for. */
  readonly turn: AsyncDisposable | null;
  /** Answers until the server listens. */
  readonly standIn: Disposable | null;
}

interface Started {
  readonly bound: Address;
  readonly installerToken: string | null;
  readonly isRestored: boolean;
}

/** Resolves once all is closed: with null when the program was told to stop, else with what the restart is for. */
async function serveUntil(input: Input, address: Address, serving: Serving): Promise<RestartOptions | null> {
  const { stop, output, onListen, plan } = serving;
  await using opened = await openInTurn(input, serving);
  const { server, context, restart, isRestored } = opened;
  using _metrics = await listenForMetrics({ input, context, output, processCount: 1, isFirst: true });
  // The installer's password takes longer to hash than all else takes to start: a new server answers meanwhile.
  const followed = await followedPlan(plan);
  const bound = await listen(server, { ...address, ...(await httpsOf(plan)) });
  using _following = followed === null ? null : followCertificates(followed, server, output.log);
  try {
    onListen({ bound, installerToken: await createInstallerToken(context), isRestored });
  } catch (error) {
    await server.stop(0);
    throw error;
  }
  using _loading = loadAfterStart();
  const outcome = await Promise.race([stop, restart]);
  if (outcome === null) await drain(opened, drainMs(input));
  else await Promise.race([stop, Bun.sleep(RESTART_DELAY_MS)]);
  // A second signal ends the process at once.
  await server.stop(outcome === null ? STOP_LIMIT_MS : RESTART_LIMIT_MS);
  return outcome;
}

async function openInTurn(input: Input, { output, embedded, turn, standIn }: Serving): Promise<OpenServer> {
  try {
    return await openServer({ input, output, embedded, hasRestoreTurn: turn !== null });
  } finally {
    await turn?.[Symbol.asyncDispose]();
    standIn?.[Symbol.dispose]();
  }
}

/** While a node puts other data in place, or waits for one that does, balancers learn to come back. */
async function startStandIn(address: Address, plan: HttpsPlan | null): Promise<Disposable> {
  const https = await httpsOf(plan);
  return startStandInOn(address, https.https?.certificates);
}

/** Serves on, and says at health checks that the server is going, so that a balancer sends requests elsewhere before it is gone. */
async function drain({ context, server }: OpenServer, limitMs: number): Promise<void> {
  if (limitMs === 0) return;
  context.lifecycle.isDraining = true;
  context.nodes?.setState("draining");
  // A balancer keeps connections open and would go on with them.
  server.shedConnections(Number.POSITIVE_INFINITY);
  await Bun.sleep(limitMs);
}
