import { VersionPage } from "../database/sqlite/version-page.ts";
import { createOwningHub } from "../model/operation/count-together.ts";
import { PrivateFolder } from "../workers/private-folder.ts";
import { FirstWorkerError, Supervisor } from "../workers/supervisor.ts";
import { appOptions } from "./app-flags.ts";
import type { Input } from "./command-line.ts";
import { ReportedError } from "./command-line.ts";
import { serveAddress, urlOf } from "./listen.ts";
import { tellRestarted } from "./output.ts";
import type { ServeOptions } from "./serve.ts";

/** Supervises workers until `stop` resolves. Rejects where none can be started or kept running. */
export async function serveWorkers(input: Input, count: number, options: ServeOptions): Promise<void> {
  const { output, stop, onListen } = options;
  await using folder = await PrivateFolder.create();
  let isFirst = true;
  const supervisor = new Supervisor({
    count,
    command: workerCommand(),
    dataDir: appOptions(input).dataDir,
    address: serveAddress(input),
    folder,
    log: output.log,
    prepare: () => VersionPage.create(folder.versionFile),
    hub: createOwningHub(output.log),
    onListen({ bound, installerToken, isRestored }) {
      if (isFirst) onListen(urlOf(bound), installerToken);
      else tellRestarted(output, urlOf(bound), isRestored);
      isFirst = false;
    },
  });
  try {
    await supervisor.run(stop);
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
