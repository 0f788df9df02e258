import { expect, test } from "bun:test";
import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  confirmSwap,
  deleteReplaced,
  discardSwap,
  findSwap,
  prepareSwap,
  revertSwap,
  swapDirectory,
} from "../../src/lib/directory-swap.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

/** A directory with old content and new content prepared beside it. */
async function prepared(directory: string): Promise<void> {
  await writeFile(join(directory, "data.db"), "old");
  await mkdir(join(directory, "storage"));
  await writeFile(join(directory, "storage/file"), "old");
  await writeFile(join(directory, "only-old"), "old");
  await mkdir(join(directory, "backups"));
  const folder = await prepareSwap(directory);
  await writeFile(join(folder, "data.db"), "new");
  await mkdir(join(folder, "storage"));
  await writeFile(join(folder, "storage/file"), "new");
  await mkdir(join(folder, "backups"));
  await writeFile(join(folder, "backups/not-taken"), "new");
}

async function content(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => Bun.file(file).text()));
  return Object.fromEntries(files.map((file, index) => [file.slice(directory.length + 1), texts[index] ?? ""]));
}

const OLD = { "data.db": "old", "only-old": "old", "storage/file": "old" };
const NEW = { "data.db": "new", "storage/file": "new" };
const KEEP = ["backups"];

test("exchanges all but what is kept, and forgets the old once that is confirmed", async () => {
  using directory = new TemporaryDirectory();
  await prepared(directory.path);
  expect(await findSwap(directory.path)).toBe("none");
  await swapDirectory(directory.path, KEEP);
  expect(await findSwap(directory.path)).toBe("done");
  expect(await content(directory.path)).toMatchObject(NEW);
  await confirmSwap(directory.path);
  expect(await findSwap(directory.path)).toBe("none");
  expect(await readdir(directory.path)).not.toContain(".baobox_restore");
  await deleteReplaced(directory.path);
  expect(await content(directory.path)).toEqual(NEW);
});

test("the next exchange neither waits for the deletion of what was replaced nor suffers from it", async () => {
  using directory = new TemporaryDirectory();
  await prepared(directory.path);
  await swapDirectory(directory.path, KEEP);
  await confirmSwap(directory.path);
  const folder = await prepareSwap(directory.path);
  await writeFile(join(folder, "data.db"), "newer");
  await deleteReplaced(directory.path);
  await swapDirectory(directory.path, KEEP);
  expect(await content(directory.path)).toMatchObject({ "data.db": "newer" });
  await confirmSwap(directory.path);
  // One that is still there: the second is deleted at once.
  await writeFile(join(await prepareSwap(directory.path), "data.db"), "newest");
  await swapDirectory(directory.path, KEEP);
  await confirmSwap(directory.path);
  await deleteReplaced(directory.path);
  expect(await content(directory.path)).toEqual({ "data.db": "newest" });
});

test("goes back, also with what a database left beside its file", async () => {
  using directory = new TemporaryDirectory();
  await prepared(directory.path);
  await swapDirectory(directory.path, KEEP);
  await writeFile(join(directory.path, "data.db-wal"), "of the new one");
  await revertSwap(directory.path);
  expect(await content(directory.path)).toEqual(OLD);
  await revertSwap(directory.path);
  expect(await content(directory.path)).toEqual(OLD);
});

test("what was prepared only can be thrown away, and nothing is prepared twice", async () => {
  using directory = new TemporaryDirectory();
  await prepared(directory.path);
  await discardSwap(directory.path);
  expect(await content(directory.path)).toEqual(OLD);
  await prepareSwap(directory.path);
  await swapDirectory(directory.path, KEEP);
  expect(prepareSwap(directory.path)).rejects.toThrow("already");
});

const PROGRAM = join(import.meta.dir, "../faults/swap-and-die.ts");

/** Runs the program, which dies after so many steps, and returns what it printed. */
async function dieAfter(steps: number, args: { readonly directory: string; readonly action: string; mounted: string }) {
  const { directory, action, mounted } = args;
  const command = [process.execPath, PROGRAM, directory, String(steps), action, mounted];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" });
  const [output] = await Promise.all([new Response(child.stdout).text(), child.exited]);
  return output.trim();
}

test.each([
  ["all can be moved", "", 14],
  ["storage is mounted", "storage", 24],
])("killed at any moment, the directory is the old or the new one, whole: %s", async (_what, mounted, steps) => {
  const states = new Set<string>();
  for (let step = 0; step < steps; step += 1) {
    using directory = new TemporaryDirectory();
    await prepared(directory.path);
    const output = await dieAfter(step, { directory: directory.path, action: "swap", mounted });
    const state = await findSwap(directory.path);
    states.add(state);
    if (state === "done") {
      await confirmSwap(directory.path);
      await deleteReplaced(directory.path);
      expect(await content(directory.path)).toEqual(NEW);
      if (output !== "") expect(JSON.parse(output)).toEqual({ exchanged: mounted === "" ? [] : [mounted], left: [] });
    } else {
      if (state === "begun") await revertSwap(directory.path);
      else await discardSwap(directory.path);
      expect(await content(directory.path)).toEqual(OLD);
    }
  }
  // The kills really came before, in the middle of and after the exchange.
  expect([...states].toSorted()).toEqual(["begun", "done", "none"]);
});

test.each(["", "storage"])("killed on the way back, it is tried again (mounted: %p)", async (mounted) => {
  for (let step = 0; step < 10; step += 1) {
    using directory = new TemporaryDirectory();
    await prepared(directory.path);
    await dieAfter(1000, { directory: directory.path, action: "swap", mounted });
    await dieAfter(step, { directory: directory.path, action: "revert", mounted });
    await revertSwap(directory.path);
    await discardSwap(directory.path);
    expect(await content(directory.path)).toEqual(OLD);
  }
});

test("a folder behind a link keeps the link", async () => {
  using directory = new TemporaryDirectory();
  using elsewhere = new TemporaryDirectory();
  await mkdir(join(directory.path, "data"));
  const data = join(directory.path, "data");
  await prepared(data);
  await cp(join(data, "storage"), elsewhere.path, { recursive: true });
  await rm(join(data, "storage"), { recursive: true });
  await symlink(elsewhere.path, join(data, "storage"));
  await symlink("nowhere", join(data, "dangling"));

  expect(await swapDirectory(data, KEEP)).toEqual({ exchanged: ["storage"], left: [] });
  await revertSwap(data);
  expect(await content(elsewhere.path)).toEqual({ file: "old" });
  expect(await readdir(elsewhere.path)).toEqual(["file"]);

  const folder = join(await prepareSwap(data), "storage");
  await mkdir(folder);
  await writeFile(join(folder, "other"), "new");
  await swapDirectory(data, KEEP);
  await confirmSwap(data);
  await prepareSwap(data);
  expect(await swapDirectory(data, KEEP)).toEqual({ exchanged: [], left: ["storage"] });
  await confirmSwap(data);
  await deleteReplaced(data);
  expect(await readdir(elsewhere.path)).toEqual(["other"]);
  expect((await readdir(data)).toSorted()).toEqual(["backups", "storage"]);
});

const mountProblem = process.platform === "linux" && process.getuid?.() === 0 ? findMountProblem() : "needs root";
if (mountProblem !== null) console.log(`skipped: a real mount (${mountProblem})`);

/** Null where this machine lets the tests mount. */
function findMountProblem(): string | null {
  using directory = new TemporaryDirectory();
  const { success, stderr } = mountAt(directory.path);
  if (success) unmount(directory.path);
  return success ? null : stderr.toString().trim();
}

function mountAt(folder: string) {
  return Bun.spawnSync(["mount", "-t", "tmpfs", "tmpfs", folder]);
}

function unmount(folder: string): void {
  Bun.spawnSync(["umount", folder]);
}

test.skipIf(mountProblem !== null)("a mounted folder stays, with the new content", async () => {
  using directory = new TemporaryDirectory();
  const storage = join(directory.path, "storage");
  await prepared(directory.path);
  mountAt(storage);
  try {
    await mkdir(join(storage, "lost+found"));
    await writeFile(join(storage, "file"), "old");
    expect(await swapDirectory(directory.path, KEEP)).toEqual({ exchanged: ["storage"], left: [] });
    await revertSwap(directory.path);
    expect(await content(directory.path)).toEqual(OLD);

    const folder = join(await prepareSwap(directory.path), "storage");
    await mkdir(join(folder, "deep"), { recursive: true });
    await writeFile(join(folder, "deep/file"), "new");
    await swapDirectory(directory.path, KEEP);
    await confirmSwap(directory.path);
    await deleteReplaced(directory.path);
    expect(await content(directory.path)).toEqual({ "storage/deep/file": "new" });
    expect((await readdir(storage)).toSorted()).toEqual(["deep", "lost+found"]);
  } finally {
    unmount(storage);
  }
});
