import { VersionPage } from "../database/sqlite/version-page.ts";
import { createOwningHub } from "../model/operation/count-together.ts";
import type { RestartOptions } from "../model/lifecycle.ts";
import { PrivateFolder } from "../workers/private-folder.ts";
import { FirstWorkerError } from "../workers/supervisor-options.ts";
import { Supervisor } from "../workers/supervisor.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";
import { ReportedError } from "./command-line.ts";
import { exchangeData } from "./exchange-data.ts";
import { currentCertificates, startHttps } from "./https.ts";
import { httpsPlan, httpsUrlOf } from "./https-flags.ts";
import { endForLitestream, isLitestreamChild } from "./litestream.ts";
import { serveAddress, urlOf } from "./listen.ts";
import { announce, tellRestarted } from "./output.ts";
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
    command: workerCommand(),
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
    ...(isLitestreamChild()
      ? { takeRestore: ({ keep }: RestartOptions) => exchangeData(directory, keep, output.log) }
      : {}),
    onListen({ bound, installerToken, isRestored }) {
      https?.redirectTo(bound.port);
      const url = plan === null ? urlOf(bound) : httpsUrlOf(plan, bound);
      if (isFirst) onListen(url, installerToken);
      else tellRestarted(output, url, isRestored);
      isFirst = false;
    },
  });
  try {
    const hasEnded = await supervisor.run(stop);
    if (hasEnded === "for a restore") throw endForLitestream(output);
  } catch (error) {
    // The worker has printed why.
    throw error instanceof FirstWorkerError ? new ReportedError(error.message, { cause: error }) : error;
  }
}

/** This program with the same arguments: it finds out that it is a worker by its environment. */
function workerCommand(): string[] {
  const { execPath, execArgv, argv } = process;
  // The second word of an executable's arguments is the name of its first module.
  return Bun.isStandaloneExecutable ? [execPath, ...argv.slice(2)] : [execPath, ...execArgv, ...argv.slice(1)];
}
