import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundleClient } from "../server/bundle-client.ts";
import { bundleDashboard } from "../server/bundle-dashboard.ts";
import type { DashboardFile } from "../server/dashboard-file.ts";
import { ownDeclarations, packageDeclarations } from "./declarations.ts";
import { embedBuildTarget, embedClient, embedDashboard, embedDeclarations } from "./embed.ts";
import { TemporaryFolder } from "./temporary-folder.ts";

const ROOT = join(import.meta.dir, "../..");

/** What every executable has in it, made once. */
export interface ProgramParts {
  readonly dashboard: readonly DashboardFile[];
  readonly plugins: readonly Bun.BunPlugin[];
}

export interface ExecutableOptions {
  readonly outfile: string;
  /** Of the target, for the program itself to know. */
  readonly name: string;
  /** What the profiles say is used at the start comes first in the file: it starts faster, in less memory. */
  readonly profiles?: readonly string[];
  /** For another machine than this one: its runtime, and Bun's name of it. */
  readonly target?: { readonly compile: Bun.Build.CompileTarget; readonly runtime: string };
}

export async function programParts(): Promise<ProgramParts> {
  const [dashboard, client, declarations] = await Promise.all([
    bundleDashboard(join(ROOT, "admin/index.html")),
    bundleClient(join(ROOT, "src/client")),
    editorDeclarations(),
  ]);
  return { dashboard, plugins: [embedDashboard(dashboard), embedClient(client), embedDeclarations(declarations)] };
}

/** The name of the target that this machine is, as a release has it. */
export function ownTarget(): string {
  const system = process.platform === "darwin" ? "macos" : process.platform === "win32" ? "windows" : process.platform;
  const isMusl = system === "linux" && readdirSync("/lib").some((name) => name.startsWith("ld-musl-"));
  return `${system}-${process.arch}${isMusl ? "-musl" : ""}`;
}

export async function compileExecutable({ plugins }: ProgramParts, options: ExecutableOptions): Promise<void> {
  const { outfile, name, profiles = [], target } = options;
  const { success, logs } = await Bun.build({
    entrypoints: [join(ROOT, "src/main.ts")],
    target: "bun",
    format: "esm",
    minify: true,
    bytecode: true,
    // What is imported later is read later.
    splitting: true,
    sourcemap: "inline",
    plugins: [...plugins, embedBuildTarget(name)],
    compile: {
      outfile,
      // Plugins bring packages, which are found by their package.json.
      autoloadBunfig: false,
      autoloadPackageJson: true,
      autoloadTsconfig: true,
      bytecodeOrder: profiles.length > 0 && [...profiles],
      ...(target === undefined ? {} : { target: target.compile, executablePath: target.runtime }),
    },
  });
  if (!success) throw new AggregateError(logs, "the executable was not built");
  // The executable holds its source maps; Bun leaves them beside it as well.
  const maps = [...new Bun.Glob("*.map").scanSync({ cwd: dirname(outfile), absolute: true })];
  await Promise.all(maps.map((map) => rm(map)));
}

/** Starts the executable on a new directory and then on that directory, and gives the profiles, the usual start first. */
export async function recordStarts(executable: string, folder: string): Promise<readonly string[]> {
  const profiles = [join(folder, "new.order"), join(folder, "existing.order")];
  for (const profile of profiles) {
    const server = Bun.spawn([executable, "serve", "--dir", join(folder, "pb_data"), "--http", "127.0.0.1:0"], {
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
