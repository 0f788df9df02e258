import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { FreshServer } from "../support/fresh-server.ts";

const ROOT = resolve(import.meta.dir, "../..");

test("the README's first app works as it is printed", async () => {
  await using server = await FreshServer.start();
  const readme = await Bun.file(join(ROOT, "README.md")).text();
  const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? "";
  const child = Bun.spawn([process.execPath, "-e", example.replaceAll("http://127.0.0.1:8090", server.process.url)], {
    cwd: ROOT,
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  expect(stderr).toBe("");
  expect(stdout).toStartWith(`1 Ada ${server.process.url}/api/files/`);
});
