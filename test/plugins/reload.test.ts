import { expect, test } from "bun:test";

const CASES = "./reload-cases.ts";
const TIMEOUT_MS = 120_000;

/**
 * Under `--isolate`, which `--parallel` implies, Bun gives a file that changed in its old version when it is imported again. So these
 * cases run in a process of their own.
 */
test(
  "plugins are reloaded when their files change",
  async () => {
    const command = [process.execPath, "test", "--timeout=120000", CASES];
    const cases = Bun.spawn(command, { cwd: import.meta.dir, stdout: "pipe", stderr: "pipe" });
    const [output, code] = await Promise.all([new Response(cases.stderr).text(), cases.exited]);
    expect(code, output).toBe(0);
    // All of them ran: a command that finds no test ends well too.
    expect(output).toContain(" 0 fail");
    expect(output).toMatch(/^ *[4-9] pass$/m);
  },
  TIMEOUT_MS,
);
