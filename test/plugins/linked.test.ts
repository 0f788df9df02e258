import { expect, test } from "bun:test";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";

function plugin(path: string, text: string): string {
  return `import { definePlugin } from "baobox";
export default definePlugin((app) => { app.routes.get("${path}", () => "${text}"); });`;
}

test("plugins behind links are loaded anew, also where Kubernetes exchanges a folder", async () => {
  using folder = new TemporaryDirectory();
  const plugins = join(folder.path, "plugins");
  for (const name of ["plugins/..one", "plugins/..two", "elsewhere"]) {
    mkdirSync(join(folder.path, name), { recursive: true });
  }
  writeFileSync(join(plugins, "..one/mounted.ts"), plugin("/mounted", "one"));
  writeFileSync(join(plugins, "..two/mounted.ts"), plugin("/mounted", "the second"));
  symlinkSync("..one", join(plugins, "..data"));
  symlinkSync("..data/mounted.ts", join(plugins, "mounted.ts"));
  writeFileSync(join(folder.path, "elsewhere/linked.ts"), plugin("/linked", "one"));
  symlinkSync("../elsewhere/linked.ts", join(plugins, "linked.ts"));

  await using server = await ServerProcess.start({ dir: join(folder.path, "pb_data"), cwd: folder.path });
  const ask = async (path: string) => (await fetch(server.url + path)).text();
  expect([await ask("/mounted"), await ask("/linked")]).toEqual(["one", "one"]);

  symlinkSync("..two", join(plugins, "..next"));
  renameSync(join(plugins, "..next"), join(plugins, "..data"));
  writeFileSync(join(folder.path, "elsewhere/linked.ts"), plugin("/linked", "the second"));
  await server.says("reloaded the plugin mounted (");
  await server.says("reloaded the plugin linked (");
  expect([await ask("/mounted"), await ask("/linked")]).toEqual(["the second", "the second"]);
});
