import { join } from "node:path";
import { RUNTIME_VERSION, type ReleaseTarget } from "./release-targets.ts";

/**
 * What to compile an executable for another machine with: Bun's name of it, and its runtime from the npm package, put into the folder.
 * Rejects where that does not have the hash that is written down here.
 */
export async function runtimeOf({ compile, runtime, integrity }: ReleaseTarget, folder: string) {
  if (Bun.version !== RUNTIME_VERSION)
    throw new Error(`this is Bun ${Bun.version}, and the runtimes of other machines are ${RUNTIME_VERSION}`);
  await Bun.write(join(folder, "package.json"), "{}");
  const names = ["--os", "*", "--cpu", "*", `${runtime}@${RUNTIME_VERSION}`];
  const add = Bun.spawn([process.execPath, "add", "--exact", ...names], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const output = await new Response(add.stderr).text();
  if ((await add.exited) !== 0) throw new Error(`${runtime} ${RUNTIME_VERSION} can't be had: ${output}`);
  // Bun compares the package with the registry's hash, which the lockfile then has.
  const lockfile = await Bun.file(join(folder, "bun.lock")).text();
  if (!lockfile.includes(`"${integrity}"`)) {
    throw new Error(`${runtime} ${RUNTIME_VERSION} is not what was released: its hash is not ${integrity}`);
  }
  const file = runtime.includes("windows") ? "bun.exe" : "bun";
  return { compile, runtime: join(folder, "node_modules", runtime, "bin", file) };
}
