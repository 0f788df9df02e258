// Builds the executable with the dashboard in it, and says how large what a browser loads first is: `bun run build`.
//
// `--target linux-arm64` builds it for another machine, by the runtime that a release takes (`build/release-targets.ts`).
import { parseArgs } from "node:util";
import { compileExecutable, ownTarget, programParts, recordStarts } from "./build/executable.ts";
import { releaseTarget } from "./build/release-targets.ts";
import { runtimeOf } from "./build/runtime.ts";
import { MAX_FIRST_SCRIPT_BYTES, compressedBytes, firstScriptBytes } from "./build/first-load.ts";
import { TemporaryFolder } from "./build/temporary-folder.ts";
import { type DashboardFile, isFirstLoad } from "./server/dashboard-file.ts";

const OUTFILE = `${import.meta.dir}/../dist/baobox`;

const parts = await programParts();
await checkSize(parts.dashboard);
using work = new TemporaryFolder();
const own = ownTarget();
const { values } = parseArgs({ options: { target: { type: "string", default: own } } });
await compileExecutable(parts, { outfile: OUTFILE, name: own });
const profiles = await recordStarts(OUTFILE, work.path);
const target = values.target === own ? {} : { target: await runtimeOf(releaseTarget(values.target), work.path) };
await compileExecutable(parts, { outfile: OUTFILE, name: values.target, profiles, ...target });
console.log(`executable: ${(Bun.file(OUTFILE).size / 1024 ** 2).toFixed(1)} MiB`);

async function checkSize(built: readonly DashboardFile[]): Promise<void> {
  for (const file of built) {
    const first = isFirstLoad(file, built) ? ", loaded first" : "";
    console.log(`dashboard: ${file.name} ${kibibytes(await compressedBytes(file))} compressed${first}`);
  }
  const bytes = await firstScriptBytes(built);
  console.log(`dashboard: the first load has ${kibibytes(bytes)} of script, compressed`);
  if (bytes > MAX_FIRST_SCRIPT_BYTES) {
    throw new Error(
      `the first load has ${bytes} bytes of script, more than ${MAX_FIRST_SCRIPT_BYTES}: load pages when they are opened`,
    );
  }
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
