import { VersionPage } from "../database/sqlite/version-page.ts";
import { OWN_EXECUTABLE, executablePath } from "../lib/own-executable.ts";
import { createOwningHub } from "../model/operation/count-together.ts";
import { PrivateFolder } from "../workers/private-folder.ts";
import { FirstWorkerError, type WorkerProgram } from "../workers/supervisor-options.ts";
import { Supervisor } from "../workers/supervisor.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";
import { ReportedError } from "./command-line.ts";
import { exchangeData } from "./exchange-data.ts";
import { currentCertificates, startHttps } from "./https.ts";
import { httpsPlan, httpsUrlOf } from "./https-flags.ts";
import { endForLitestream, isLitestreamChild } from "./litestream.ts";
import { serveAddress, urlOf } from "./listen.ts";
import { type Output, announce, tellRestarted } from "./output.ts";
import { programFingerprint } from "./program-fingerprint.ts";
import type { ServeOptions } from "./serve.ts";

/** Supervises workers until `stop` resolves. Rejects where none can be started or kept running. */
export async function serveWorkers(input: Input, count: number, options: ServeOptions): Promise<void> {
  const { output, stop, onListen } = options;
  const directory = appOptions(input);
  await using folder = await PrivateFolder.create();
  const plan = httpsPlan(input);
  using https = plan === null ? null : await startHttps(plan, output.log);
  if (https !== null && !(await https.ready(stop, (line) => announce(line, output, output.log)))) return;
  using certificates = plan === null ? null : await currentCertificates(plan);
  let isFirst = true;
  const hub = createOwningHub(output.log);
  const supervisor = new Supervisor({
    count,
    program: workerProgram(),
    dataDir: directory.dataDir,
    address: plan?.address ?? serveAddress(input),
    ...(certificates === null ? {} : { certificates: () => certificates.current }),
    folder,
    log: output.log,
    prepare() {
      VersionPage.create(folder.versionFile);
      hub.forgetCommits();
    },
    hub,
    endsForRestores: isLitestreamChild(),
    exchange: ({ keep }) => exchangeData(directory, keep, output.log),
    onListen({ bound, installerToken, isRestored }) {
      https?.redirectTo(bound.port);
      const url = plan === null ? urlOf(bound) : httpsUrlOf(plan, bound);
      if (isFirst) onListen(url, installerToken);
      else tellRestarted(output, url, isRestored);
      isFirst = false;
    },
  });
  if (options.signals !== undefined) options.signals.onSecond = () => supervisor.kill();
  try {
    const outcome = await supervisor.run(stop);
    if (outcome === "for a restore") throw endForLitestream(output);
    if (outcome === "for an update") throw endForUpdate(output);
  } catch (error) {
    // The worker has printed why.
    throw error instanceof FirstWorkerError ? new ReportedError(error.message, { cause: error }) : error;
  }
}

/** A failure, so that what started the server starts the new version. */
function endForUpdate({ log }: Output): ReportedError {
  log.error(
    "the server ends, because files of the program have changed and workers have to start anew: start it again",
  );
  return new ReportedError();
}

/** This program with the same arguments: it finds out that it is a worker by its environment. */
function workerProgram(): WorkerProgram {
  const { execArgv, argv } = process;
  const shownAs = executablePath();
  // The second word of an executable's arguments is the name of its first module.
  if (Bun.isStandaloneExecutable) return { command: [OWN_EXECUTABLE, ...argv.slice(2)], shownAs, fingerprint: null };
  return { command: [shownAs, ...execArgv, ...argv.slice(1)], fingerprint: programFingerprint() };
}
