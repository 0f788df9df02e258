// A program with Baobox in it that several processes run: test/examples/workers/main.ts.
import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { TemporaryDirectory } from "../support/server-process.ts";
import { childPids } from "../support/worker-pids.ts";

const ROOT = resolve(import.meta.dir, "../..");
const POLL_MS = 10;

test("each worker runs the program, the first process supervises them, and stop() in one stops all", async () => {
  using folder = new TemporaryDirectory();
  const command = [process.execPath, "test/examples/workers/main.ts", join(folder.path, "pb_data")];
  const program = Bun.spawn(command, { cwd: ROOT, stdout: "pipe", stderr: "inherit" });
  try {
    let output = "";
    const reading = (async () => {
      for await (const chunk of program.stdout) output += new TextDecoder().decode(chunk);
    })();
    while (output.split("users: 0").length < 3) await Bun.sleep(POLL_MS);
    const workers = childPids(program.pid);
    expect(output.match(/^process (\d+) knows/gm)?.toSorted()).toEqual(
      [program.pid, ...workers].map((pid) => `process ${pid} knows`).toSorted(),
    );
    expect(output).toContain("the data API works in the workers");

    const [url = ""] = /http:\S+/.exec(output) ?? [];
    const body = JSON.stringify({ email: "a@example.com", password: "12345678", passwordConfirm: "12345678" });
    const headers = { "content-type": "application/json" };
    const created = await fetch(`${url}/api/collections/users/records`, { method: "POST", headers, body });
    const { name } = (await created.json()) as { name: string };
    expect(workers.map((pid) => `by ${pid}`)).toContain(name);

    const { pid } = (await (await fetch(`${url}/api/stop`, { method: "POST" })).json()) as { pid: number };
    expect(workers).toContain(pid);
    while (childPids(program.pid).length > 0) await Bun.sleep(POLL_MS);
    expect(await fetch(url).catch(() => null)).toBeNull();
    program.kill();
    await reading;
  } finally {
    program.kill("SIGKILL");
    await program.exited;
  }
});
