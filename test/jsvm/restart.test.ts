import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";

test("a hook file restarts the server, which goes on with the same data", async () => {
  using folder = new TemporaryDirectory();
  const hooks = join(folder.path, "pb_hooks");
  mkdirSync(hooks);
  writeFileSync(
    join(hooks, "main.pb.js"),
    `routerAdd("GET", "/restart", (e) => { $app.restart(); return e.noContent(204); });
     routerAdd("GET", "/name", (e) => e.string(200, $app.settings().meta.appName));
     routerAdd("GET", "/rename", (e) => { const s = $app.settings(); s.meta.appName = "kept"; $app.save(s); return e.noContent(204); });`,
  );
  await using server = await ServerProcess.start({ dir: join(folder.path, "pb_data"), args: ["--hooksDir", hooks] });
  expect((await fetch(`${server.url}/rename`)).status).toBe(204);
  expect((await fetch(`${server.url}/restart`)).status).toBe(204);
  await server.says("the server runs with the data from before the restart");
  expect(await (await fetch(`${server.url}/name`)).text()).toBe("kept");
}, 120_000);
