import { chmod, link, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { extractZip } from "../../lib/zip/read-zip.ts";

/** How long a new program may take to say its version. */
const START_LIMIT_MS = 60_000;

export interface NewProgram {
  /** Where the old one is. */
  readonly path: string;
  /** In the same folder: a file can be renamed within a disk only. */
  readonly archive: string;
  /** What the new one must say that it is. */
  readonly version: string;
  readonly temporary: string;
}

/**
 * Puts the program of an archive in place of the old one, which is kept beside it as `….old`; gives the path of that. At each moment
 * there is one of them at the path. Rejects where the new one does not start on this machine, and then has changed nothing.
 */
export async function replaceProgram({ path, archive, version, temporary }: NewProgram): Promise<string> {
  const fresh = join(temporary, process.platform === "win32" ? "baobox.exe" : "baobox");
  await extractProgram(archive, fresh, temporary);
  const { mode } = await stat(path);
  // As the old one, and executable all the same.
  await chmod(fresh, (mode & 0o777) | 0o500);
  await checkStart(fresh, version);
  return exchange(path, fresh);
}

async function extractProgram(archive: string, fresh: string, temporary: string): Promise<void> {
  if (archive.endsWith(".zip")) {
    const folder = join(temporary, "unpacked");
    await mkdir(folder);
    await extractZip(archive, folder);
    await rename(join(folder, "baobox.exe"), fresh);
    return;
  }
  const files = await new Bun.Archive(await readFile(archive)).files();
  const program = files.get("baobox");
  if (program === undefined) throw new Error("the archive has no program in it, nothing was changed");
  await using handle = await open(fresh, "wx", 0o700);
  await handle.writeFile(new Uint8Array(await program.arrayBuffer()));
  await handle.sync();
}

/** A program for another kind of machine, or one that was cut off, must not take the place of one that works. */
async function checkStart(program: string, version: string): Promise<void> {
  const child = Bun.spawn([program, "--version"], { stdio: ["ignore", "pipe", "pipe"], timeout: START_LIMIT_MS });
  const [output, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const said = /^\S+ (\d\S*)/.exec(output)?.[1];
  if (code === 0 && said === version) return;
  const reason =
    said === undefined
      ? (errors.trim().split("\n")[0] ?? "").slice(0, 200) || `it ended with ${code}`
      : `it is ${said}`;
  throw new Error(`the new program does not start here as ${version}, nothing was changed: ${reason}`);
}

async function exchange(path: string, fresh: string): Promise<string> {
  const old = `${path}.old`;
  await rm(old, { force: true });
  if (process.platform === "win32") {
    // A running program can be renamed there, but not replaced.
    await rename(path, old);
    try {
      await rename(fresh, path);
    } catch (error) {
      await rename(old, path);
      throw error;
    }
    return old;
  }
  await link(path, old);
  await rename(fresh, path);
  return old;
}
