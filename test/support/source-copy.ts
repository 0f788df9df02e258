import { cpSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "../..");
/** What a clone does not have. */
const NOT_CLONED = new Set([".git", "node_modules", "dist", "pb_data"]);

/** What is at the top of a clone of the repository. */
export function clonedNames(): string[] {
  return readdirSync(ROOT).filter((name) => !NOT_CLONED.has(name));
}

/** What the stage of the Dockerfile that builds copies, as far as .dockerignore lets it in. */
export function imageNames(): string[] {
  const stages = readFileSync(join(ROOT, "Dockerfile"), "utf8").split(/^FROM /m);
  const stage = stages.find((text) => /^(?:--\S+ )?\S+ AS build$/m.test(text)) ?? "";
  const copied = [...stage.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names = ""]) => names.split(" "));
  const letIn = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n");
  return copied.filter((name) => letIn.includes(`!${name}`));
}

export function copySources(names: readonly string[], folder: string): void {
  for (const name of names) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
}

/**
 * Installs the packages with the cache of this machine, and gives the milliseconds. Where the cache is not filled and there is no
 * network, the copy gets the packages of this repository.
 */
export async function installPackages(folder: string, home: string): Promise<number> {
  const start = performance.now();
  const cache = Bun.spawnSync([process.execPath, "pm", "cache"], { cwd: ROOT }).stdout.toString().trim();
  const child = Bun.spawn([process.execPath, "src/install.ts"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: home, BUN_INSTALL_CACHE_DIR: cache },
    stdout: "ignore",
    stderr: "ignore",
  });
  if ((await child.exited) !== 0) {
    rmSync(join(folder, "node_modules"), { recursive: true, force: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  }
  return performance.now() - start;
}
