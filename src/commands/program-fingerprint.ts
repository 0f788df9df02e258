import { createHash } from "node:crypto";
import { dirname } from "node:path";

/** `src` of the repository, or the folder of the package's modules. */
const FOLDER = import.meta.path.endsWith(".ts") ? dirname(import.meta.dir) : import.meta.dir;
const MODULES = new Bun.Glob("**/*.{ts,js,json,sql,txt}");

/**
 * Gives what hashes all files that are part of the running program: its own modules, and what this process has loaded so far beside
 * them, such as the program that Baobox is part of. By content, because times change without it. Packages are meant by their versions
 * in package.json.
 */
export function programFingerprint(): () => Promise<string> {
  // The first module is not among those that are loaded as long as it waits for the server.
  const loaded = [Bun.main, ...Object.keys(require.cache)];
  return async () => {
    const own = await ownModules();
    const hash = createHash("sha256");
    for (const path of [...new Set([...own, ...loaded])].toSorted()) {
      hash.update(path);
      hash.update(await contentOf(path));
    }
    return hash.digest("hex");
  };
}

/** None where an update just replaces the folder. */
async function ownModules(): Promise<string[]> {
  return Array.fromAsync(MODULES.scan({ cwd: FOLDER, absolute: true })).catch(() => []);
}

/** One that was deleted, or whose name is no path, is empty. */
async function contentOf(path: string): Promise<Uint8Array> {
  return Bun.file(path)
    .bytes()
    .catch(() => new Uint8Array());
}
