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
  const told = /stopped for 0\.3 s by code that never waits.*: the route GET \/loop of the plugin "looping"/;
  // The thread may begin to look after the first of them.
  do {
    expect(await (await fetch(`${server.url}/loop`)).text()).toBe("done");
  } while (!told.test(await server.output()));
  expect(await server.stop()).toBe(0);
});
