import { expect, test } from "bun:test";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  confirmSwap,
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
  expect(await content(directory.path)).toEqual(NEW);
  expect(await findSwap(directory.path)).toBe("none");
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

test("killed at any moment, the directory is the old or the new one, whole", async () => {
  const states = new Set<string>();
  const program = join(import.meta.dir, "../faults/swap-and-die.ts");
  for (let step = 0; step < 14; step += 1) {
    using directory = new TemporaryDirectory();
    await prepared(directory.path);
    const child = Bun.spawn([process.execPath, program, directory.path, String(step)], { stderr: "inherit" });
    await child.exited;
    const state = await findSwap(directory.path);
    states.add(state);
    if (state === "done") {
      await confirmSwap(directory.path);
      expect(await content(directory.path)).toEqual(NEW);
    } else {
      if (state === "begun") await revertSwap(directory.path);
      else await discardSwap(directory.path);
      expect(await content(directory.path)).toEqual(OLD);
    }
  }
  // The kills really came before, in the middle of and after the exchange.
  expect([...states].toSorted()).toEqual(["begun", "done", "none"]);
});

test("killed on the way back, it is tried again", async () => {
  const program = join(import.meta.dir, "../faults/swap-and-die.ts");
  for (let step = 0; step < 10; step += 1) {
    using directory = new TemporaryDirectory();
    await prepared(directory.path);
    await swapDirectory(directory.path, KEEP);
    const child = Bun.spawn([process.execPath, program, directory.path, String(step), "revert"], { stderr: "inherit" });
    await child.exited;
    await revertSwap(directory.path);
    await discardSwap(directory.path);
    expect(await content(directory.path)).toEqual(OLD);
  }
});
