import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";
import { plugin } from "./plugin-app.ts";

test("a loop that never waits is told while it runs, by a thread that it can't stop", async () => {
  using directory = new TemporaryDirectory();
  mkdirSync(join(directory.path, "plugins"));
  const loop = `app.routes.get("/loop", () => {
    const endMs = performance.now() + 1000;
    while (performance.now() < endMs);
    return "done";
  });`;
  writeFileSync(join(directory.path, "plugins/looping.ts"), plugin(loop));
  const dir = join(directory.path, "pb_data");
  await using server = await ServerProcess.start({ dir, cwd: directory.path, args: ["--hookTimeout", "0.3"] });
  const told = /stopped for 0\.3 s by synchronous code.*; it is in the route GET \/loop of the plugin "looping"/;
  // The thread may begin to look after the first of them.
  do {
    expect(await (await fetch(`${server.url}/loop`)).text()).toBe("done");
  } while (!told.test(await server.output()));
  expect(await server.stop()).toBe(0);
});

test("a plugin is named for its own stalls only", async () => {
  const program = join(import.meta.dir, "../faults/stall.ts");
  const child = Bun.spawn([process.execPath, program], { stdin: "pipe", stderr: "pipe" });
  const lines = child.stderr.getReader();
  /** What is told of a stall. */
  const told = async (way: string): Promise<string> => {
    // The thread may begin to look after the first of them.
    for (;;) {
      await child.stdin.write(`${way}\n`);
      await child.stdin.flush();
      let text = "";
      while (!text.endsWith("done\n")) text += new TextDecoder().decode((await lines.read()).value);
      const [, cause] = /; (it .*?|no plugin is running)\. If it/.exec(text) ?? [];
      if (cause !== undefined) return cause;
    }
  };
  expect(await told("server")).toBe("no plugin is running");
  expect(await told("code")).toBe("it is in the code");
  expect(await told("continued")).toBe("it may be in the code that waited");
  expect(await told("next")).toBe("no plugin is running");
  expect(await told("next after a wait")).toBe("no plugin is running");
  expect(await told("code after next")).toBe("it may be in the hook that goes on");
  await child.stdin.end();
  expect(await child.exited).toBe(0);
});
