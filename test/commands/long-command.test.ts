// Commands that take long, with a terminal and without, ended in the middle and let run.
import { expect, test } from "bun:test";
import { mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { TemporaryDirectory, programCommand, runProgram } from "../support/server-process.ts";

/** Without a byte on the disk; packing it takes longer than the test needs. */
const LARGE_BYTES = 64 * 1024 ** 3;
const TIMEOUT_MS = 120_000;
const POLL_MS = 5;

async function makeData(directory: TemporaryDirectory): Promise<string> {
  const dir = join(directory.path, "pb_data");
  const { exitCode } = await runProgram(["superuser", "upsert", "a@example.com", "1234567890", "--dir", dir]);
  expect(exitCode).toBe(0);
  return dir;
}

async function addLargeFile(dir: string): Promise<void> {
  await mkdir(join(dir, "storage"), { recursive: true });
  await using file = await open(join(dir, "storage", "large.bin"), "w");
  await file.truncate(LARGE_BYTES);
}

/** Whether an archive is being written. */
async function isPacking(dir: string): Promise<boolean> {
  return (await readdir(join(dir, "backups")).catch(() => [])).some((name) => name.endsWith(".tmp"));
}

async function leftovers(dir: string): Promise<string[]> {
  const temporary = await readdir(join(dir, ".pb_temp_to_delete")).catch(() => []);
  return [...temporary, ...(await readdir(join(dir, "backups")))];
}

test(
  "a command in a pipe shows no progress and ends with a line",
  async () => {
    using directory = new TemporaryDirectory();
    const dir = await makeData(directory);
    expect(await runProgram(["backup", "create", "a.zip", "--dir", dir])).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^Created the backup a\.zip \([\d.]+ KiB in \d+ s\)\.\n$/),
      stderr: "",
    });
  },
  TIMEOUT_MS,
);

for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(
    `${signal} ends a backup with ${exitCode}, and nothing of it stays`,
    async () => {
      using directory = new TemporaryDirectory();
      const dir = await makeData(directory);
      await addLargeFile(dir);
      const child = Bun.spawn([...programCommand(), "backup", "create", "large.zip", "--dir", dir], {
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
      });
      while (!(await isPacking(dir))) await Bun.sleep(POLL_MS);
      child.kill(signal);
      expect(await child.exited).toBe(exitCode);
      expect(await new Response(child.stdout).text()).toBe("");
      const name = signal === "SIGINT" ? "Ctrl-C" : signal;
      expect(await new Response(child.stderr).text()).toBe(`baobox: ended by ${name}: nothing was changed\n`);
      expect(await leftovers(dir)).toEqual([]);
    },
    TIMEOUT_MS,
  );
}

test(
  "a terminal shows the progress, and its Ctrl-C ends the command",
  async () => {
    using directory = new TemporaryDirectory();
    const dir = await makeData(directory);
    await addLargeFile(dir);
    let shown = "";
    const child = Bun.spawn([...programCommand(), "backup", "create", "--dir", dir], {
      env: { ...process.env, TERM: "xterm" },
      terminal: {
        cols: 90,
        rows: 24,
        data: (_terminal, data) => {
          shown += Buffer.from(data).toString();
        },
      },
    });
    while (!/Packing: [\d.]+ \w+ of 64\.0 GiB, \d+ %, [\d.]+ \w+\/s, .* left/.test(shown)) await Bun.sleep(POLL_MS);
    child.terminal?.write("\u0003");
    expect(await child.exited).toBe(130);
    child.terminal?.close();
    const [end = ""] = shown.split("\u001B[K").slice(-1);
    expect(end).toContain("baobox: ended by Ctrl-C: nothing was changed");
    expect(await leftovers(dir)).toEqual([]);
  },
  TIMEOUT_MS,
);
