// Builds the executable with the dashboard in it, and says how large what a browser loads first is: `bun run build`.
import { ownDeclarations, packageDeclarations } from "./build/declarations.ts";
import { embedClient, embedDashboard, embedDeclarations } from "./build/embed.ts";
import { MAX_FIRST_SCRIPT_BYTES, compressedBytes, firstScriptBytes } from "./build/first-load.ts";
import { TemporaryFolder } from "./build/temporary-folder.ts";
import { bundleClient } from "./server/bundle-client.ts";
import { bundleDashboard } from "./server/bundle-dashboard.ts";
import { type DashboardFile, isFirstLoad } from "./server/dashboard-file.ts";

const ROOT = `${import.meta.dir}/..`;
const DIST = `${ROOT}/dist`;
const OUTFILE = `${DIST}/baobox`;

const [files, client, declarations] = await Promise.all([
  bundleDashboard(`${ROOT}/admin/index.html`),
  bundleClient(`${ROOT}/src/client`),
  editorDeclarations(),
]);
await checkSize(files);
using work = new TemporaryFolder();
await compile([]);
await compile(await recordStarts(work.path));
// The executable holds its source maps; Bun leaves them beside it as well.
const maps = [...new Bun.Glob("*.map").scanSync({ cwd: DIST, absolute: true })];
await Promise.all(maps.map((map) => Bun.file(map).delete()));
console.log(`executable: ${(Bun.file(OUTFILE).size / 1024 ** 2).toFixed(1)} MiB`);

/** What the profiles say is used at the start comes first in the file: it starts faster, in less memory. */
async function compile(profiles: readonly string[]): Promise<void> {
  const { success, logs } = await Bun.build({
    entrypoints: [`${ROOT}/src/main.ts`],
    target: "bun",
    format: "esm",
    minify: true,
    bytecode: true,
    // What is imported later is read later.
    splitting: true,
    sourcemap: "inline",
    plugins: [embedDashboard(files), embedClient(client), embedDeclarations(declarations)],
    compile: {
      outfile: OUTFILE,
      // Plugins bring packages, which are found by their package.json.
      autoloadBunfig: false,
      autoloadPackageJson: true,
      autoloadTsconfig: true,
      bytecodeOrder: profiles.length > 0 && [...profiles],
    },
  });
  if (!success) throw new AggregateError(logs, "the executable was not built");
}

/** Starts the executable on a new directory and then on that directory, and gives the profiles, the usual start first. */
async function recordStarts(folder: string): Promise<readonly string[]> {
  const profiles = [`${folder}/new.order`, `${folder}/existing.order`];
  for (const profile of profiles) {
    const server = Bun.spawn([OUTFILE, "serve", "--dir", `${folder}/pb_data`, "--http", "127.0.0.1:0"], {
      cwd: folder,
      env: { ...process.env, BUN_BYTECODE_ORDER_OUT: profile },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    for await (const chunk of server.stdout) {
      output += new TextDecoder().decode(chunk);
      const url = /Server started at (http:\S+)/.exec(output)?.[1];
      if (url === undefined) continue;
      await fetch(`${url}/api/health`);
      // The profile is written when the process ends.
      server.kill();
      break;
    }
    if ((await server.exited) !== 0) throw new Error(`the executable does not start: ${output}`);
  }
  return profiles.toReversed();
}

/** By the paths that they have in the package that is written for editors. */
async function editorDeclarations(): Promise<ReadonlyMap<string, string>> {
  using work = new TemporaryFolder();
  const own = await ownDeclarations(["plugin.ts"], work.path);
  return new Map([
    ...[...own].map(([path, text]) => [`types/${path}`, text] as const),
    ...[...packageDeclarations(own)].map(([path, text]) => [`node_modules/${path}`, text] as const),
  ]);
}

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
