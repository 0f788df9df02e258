// The client as a page without a bundler, and a project of one's own, get it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { TemporaryDirectory } from "../support/server-process.ts";
import { testApp } from "../support/test-app.ts";

const ROOT = resolve(import.meta.dir, "../..");
const TIMEOUT_MS = 120_000;

test(
  "the server has it as a module with its types and its source map",
  async () => {
    await using app = await testApp();
    const script = await app.request("GET", "/api/client.js", { headers: { "accept-encoding": "identity" } });
    expect(script.headers.get("content-type")).toStartWith("text/javascript");
    expect(script.headers.get("cache-control")).toBe("public, max-age=3600");
    expect(script.text).toEndWith("//# sourceMappingURL=client.js.map\n");
    expect(Bun.gzipSync(script.text).length).toBeLessThan(5 * 1024);
    using folder = new TemporaryDirectory();
    const file = join(folder.path, "client.mjs");
    writeFileSync(file, script.text);
    expect(Object.keys((await import(file)) as object)).toEqual(["BaoboxClient", "RealtimeError"]);
    const map = (await app.request("GET", "/api/client.js.map")).json as { readonly sources: readonly string[] };
    expect(map.sources.some((source) => source.endsWith("src/client/client.ts"))).toBe(true);
    expect(JSON.stringify(map)).not.toContain(ROOT);
    expect((await app.request("GET", "/api/client.d.ts")).text).toContain("export declare class BaoboxClient");
    const tag = script.headers.get("etag") ?? "";
    expect((await app.request("GET", "/api/client.js", { headers: { "if-none-match": tag } })).status).toBe(304);
    const packed = await app.request("GET", "/api/client.js", { headers: { "accept-encoding": "gzip" } });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect((await app.request("POST", "/api/client.js")).status).toBe(404);
  },
  TIMEOUT_MS,
);

const PROGRAM = `import { BaoboxClient, RealtimeError } from "baobox-client";
class NoSocket { constructor(url) { console.log(url); } }
const client = new BaoboxClient("http://127.0.0.1:1", { WebSocket: NoSocket });
console.log(client.isConnected, new RealtimeError(400, "no").status);
`;

const TYPED = `import { BaoboxClient, type Channel } from "baobox-client";
const client = new BaoboxClient("http://127.0.0.1:8090", { token: async () => "x" });
export const end = client.subscribe<{ title: string }>("posts/*", { onEvent: ({ record }) => record.title.trim() });
export const channel: Promise<Channel> = client.join("lobby", { onPresence: (kind, member) => [kind, member.auth?.id] });
// @ts-expect-error -- there is no such option
client.join("lobby", { onPrecense: () => undefined });
`;

const OPTIONS = { module: "nodenext", strict: true, noEmit: true, lib: ["ESNext", "DOM"], types: [] };

let directory: TemporaryDirectory;

beforeAll(async () => {
  directory = new TemporaryDirectory();
  await run(["run", "build:client"], ROOT);
  await run(["pm", "pack", "--destination", directory.path], join(ROOT, "dist/client"));
  const archive = readdirSync(directory.path).find((name) => name.endsWith(".tgz")) ?? "";
  const project = join(directory.path, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), `{ "type": "module" }`);
  writeFileSync(join(project, "main.js"), PROGRAM);
  writeFileSync(join(project, "typed.ts"), TYPED);
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS }));
  await run(["add", join(directory.path, archive)], project);
}, TIMEOUT_MS);

afterAll(() => {
  directory[Symbol.dispose]();
});

async function run(args: readonly string[], cwd: string, command = process.execPath): Promise<string> {
  const child = Bun.spawn([command, ...args], { cwd, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  expect([await child.exited, errors && output]).toEqual([0, expect.any(String)]);
  return output;
}

test(
  "its package needs no other, is typed, and runs in Bun and Node",
  async () => {
    const project = join(directory.path, "project");
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "baobox-client",
    ]);
    const entries = readdirSync(join(project, "node_modules/baobox-client"));
    const files = entries.filter((name) => !name.startsWith(".")).toSorted();
    expect(files).toEqual(["LICENSE", "client.d.ts", "client.js", "client.js.map", "package.json"]);
    for (const command of [process.execPath, Bun.which("node")]) {
      if (command !== null) expect(await run(["main.js"], project, command)).toBe("false 400\n");
    }
    await run([join(ROOT, "node_modules/typescript/bin/tsc"), "-p", project], project);
  },
  TIMEOUT_MS,
);
