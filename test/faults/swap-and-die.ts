// Exchanges the content of a directory and dies without a word before the n-th change of a name or copy:
// `swap-and-die.ts DIR N swap|revert [MOUNTED]`. The system refuses to move the folder MOUNTED, as if it were a mount.
import { mock } from "bun:test";
import * as files from "node:fs/promises";
import { join } from "node:path";

const [directory = "", steps = "", action = "swap", mounted = ""] = process.argv.slice(2);
let left = Number(steps);
const { cp, rename } = files;

function step(): void {
  if (left === 0) process.kill(process.pid, "SIGKILL");
  left -= 1;
}

await mock.module("node:fs/promises", () => ({
  ...files,
  async cp(...args: Parameters<typeof cp>): Promise<void> {
    step();
    await cp(...args);
    step();
  },
  async rename(from: string, to: string): Promise<void> {
    step();
    if (mounted !== "" && from === join(directory, mounted)) {
      throw Object.assign(new Error("EBUSY: resource busy or locked"), { code: "EBUSY" });
    }
    await rename(from, to);
  },
}));

const { revertSwap, swapDirectory } = await import("../../src/lib/directory-swap.ts");
if (action === "swap") console.log(JSON.stringify(await swapDirectory(directory, ["backups"])));
else await revertSwap(directory);
