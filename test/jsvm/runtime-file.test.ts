import { expect, test } from "bun:test";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RuntimeFile } from "../../src/jsvm/runtime-file.ts";
import type { Environment } from "../../src/jsvm/runtime/server.ts";
import { HookThread } from "../../src/jsvm/hook-thread.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const ENVIRONMENT: Environment = { hooksDir: "", dataDir: "", isDev: false, env: {}, args: [], isMigration: false };

async function outcomeOf(runtimeFile: string | null): Promise<string> {
  const thread = new HookThread({ environment: JSON.stringify(ENVIRONMENT), runtimeFile, onEnd: () => undefined });
  const keepsAlive = setInterval(() => undefined, 1000);
  try {
    return await thread.run({
      what: "a run",
      message: JSON.stringify({ load: { file: "main.pb.js", code: "throw new Error(typeof $app)", hookNames: [] } }),
      perform: () => Promise.resolve("{}"),
      depth: 0,
      level: 0,
    });
  } finally {
    clearInterval(keepsAlive);
    thread.end(new Error("the test is over"));
  }
}

test("a thread begins by the file, by its text without bytecode, and without a file", async () => {
  using folder = new TemporaryDirectory();
  using file = RuntimeFile.create(folder.path);
  const path = file?.path ?? "";
  expect(await outcomeOf(path)).toContain("object");
  writeFileSync(`${path}.jsc`, "this is no bytecode");
  expect(await outcomeOf(path)).toContain("object");
  rmSync(`${path}.jsc`);
  expect(await outcomeOf(path)).toContain("object");
  rmSync(dirname(path), { recursive: true });
  expect(await outcomeOf(path)).toContain("object");
  expect(await outcomeOf(null)).toContain("object");
});

test("the file is gone with the pool, and there is none where it can't be written", () => {
  using folder = new TemporaryDirectory();
  const file = RuntimeFile.create(folder.path);
  expect(existsSync(`${file?.path}.jsc`)).toBe(true);
  file?.[Symbol.dispose]();
  expect(readdirSync(join(folder.path, ".pb_temp_to_delete"))).toEqual([]);
  writeFileSync(join(folder.path, "a file"), "");
  expect(RuntimeFile.create(join(folder.path, "a file"))).toBeNull();
});
