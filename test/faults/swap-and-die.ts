// Exchanges the content of a directory and dies without a word before the n-th change of a name: `swap-and-die.ts DIR N [revert]`.
import { mock } from "bun:test";
import * as files from "node:fs/promises";

const [directory = "", steps = "", isRevert] = process.argv.slice(2);
let left = Number(steps);
const { rename } = files;

await mock.module("node:fs/promises", () => ({
  ...files,
  async rename(from: string, to: string): Promise<void> {
    if (left === 0) process.kill(process.pid, "SIGKILL");
    left -= 1;
    await rename(from, to);
  },
}));

const { revertSwap, swapDirectory } = await import("../../src/lib/directory-swap.ts");
if (isRevert === undefined) await swapDirectory(directory, ["backups"]);
else await revertSwap(directory);
