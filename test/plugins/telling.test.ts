// What plugins have the terminal say.
import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createConsoleLog } from "../../src/lib/console-log.ts";
import { codeFrame } from "../../src/plugins/host/code-frame.ts";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";
import { plugin, pluginApp, signUpOther } from "./plugin-app.ts";

test("a hook that ends without next() is told once, with its line and what did not happen", async () => {
  await using made = await pluginApp({
    "forgets.ts": plugin(`
  app.onRecordCreate("users", async () => {});
  app.onRecordCreateRequest("users", async (e) => { await e.next(); });
  app.onRecordDelete("users", () => {});`),
  });
  for (let round = 0; round < 2; round += 1) expect((await signUpOther(made)).status).toBe(200);
  expect(await made.app.context.database.all("SELECT id FROM users")).toEqual([]);
  const told = made.lines.filter((line) => line.includes("without e.next()"));
  expect(told).toEqual([
    expect.stringMatching(
      /^warn onRecordCreate of the plugin "forgets" \(.*forgets\.ts:4:\d+\) ended without e\.next\(\): nothing was saved; call "await e\.next\(\)" to continue, or throw an error to reject the operation$/,
    ),
  ]);
});

test("a hook that throws, that goes on, or that drops a message is not told of", async () => {
  await using made = await pluginApp({
    "good.ts": plugin(`
  app.onRecordCreate("users", (e) => e.next());
  app.onMailerSend(() => {});
  app.onRecordUpdate("users", () => { throw baobox.badRequest("no"); });`),
  });
  const created = await signUpOther(made);
  const { id } = created.json as { id: string };
  const token = await made.app.superuserToken();
  const path = `/api/collections/users/records/${id}`;
  expect((await made.app.request("PATCH", path, { token, body: { name: "x" } })).status).toBe(400);
  const reset = { email: "b@example.com" };
  await made.app.request("POST", "/api/collections/users/request-password-reset", { body: reset });
  expect(made.lines.filter((line) => line.includes("next()"))).toEqual([]);
});

test("a code frame has the lines around the place, and a mark below it", () => {
  const lines = ["one", "two", "\tthree(;", "four", "five", "six"];
  expect(codeFrame(lines, { line: 3, column: 8 })).toBe(
    ["  1 | one", "  2 | two", "> 3 | \tthree(;", "    | \t      ^", "  4 | four", "  5 | five"].join("\n"),
  );
  expect(codeFrame(["x".repeat(500)], { line: 1, column: 400 })).toBe(`> 1 | ${"x".repeat(120)}`);
  expect(codeFrame([], { line: 1, column: 1 })).toBeNull();
});

test("the console shows a frame in place of the stack, and a log without one as before", () => {
  const lines: string[] = [];
  const log = createConsoleLog("info", (line) => lines.push(line.slice(25)));
  log.error("it failed", { plugin: "a", stack: "Error: long", frame: "> 1 | a" });
  log.error("it failed", { stack: "Error: long" });
  expect(lines).toEqual(['ERROR it failed {"plugin":"a"}\n> 1 | a', 'ERROR it failed {"stack":"Error: long"}']);
});

test("the terminal says in a line each what was loaded, reloaded, failed and ignored", async () => {
  using folder = new TemporaryDirectory();
  const plugins = join(folder.path, "plugins");
  mkdirSync(plugins);
  writeFileSync(join(plugins, "main.pb.js"), "");
  writeFileSync(join(plugins, "old.pb.ts"), "");
  writeFileSync(join(plugins, "hello.ts"), plugin(""));
  const dir = join(folder.path, "pb_data");
  await using server = await ServerProcess.start({ dir, cwd: folder.path });
  writeFileSync(join(plugins, "hello.ts"), plugin("// again"));
  await server.says("reloaded the plugin hello (");
  writeFileSync(join(plugins, "hello.ts"), "export default\n\nconst = 3;\n");
  await server.says("> 3 | const = 3;");
  const lines = (await server.output()).split("\n");
  const count = (text: string): number => lines.filter((line) => line.includes(text)).length;
  expect(lines.filter((line) => /^loaded the plugin hello \([\d.]+ ms\)$/.test(line))).toHaveLength(1);
  expect(count("reloaded the plugin hello (")).toBe(1);
  expect(count("plugins/main.pb.js is ignored: hooks of PocketBase belong in the folder pb_hooks")).toBe(1);
  expect(count("plugins/old.pb.ts is ignored")).toBe(1);
  expect(count("could not be loaded; the previous version keeps running")).toBe(1);
  // Nothing is a wall of text.
  expect(lines.filter((line) => line.length > 400 && !line.includes("pbinstal"))).toEqual([]);
});

test("what Baobox finds wrong with a plugin is logged without a stack of its own", async () => {
  await using made = await pluginApp({
    "nothing.ts": "export const a = 1;",
    "route.ts": plugin('app.routes.get("/api/health", () => "mine");'),
  });
  const told = made.lines.filter((line) => line.includes("could not be loaded"));
  expect(told).toHaveLength(2);
  expect(told.join("\n")).not.toMatch(/stack|plugin-host/);
});
