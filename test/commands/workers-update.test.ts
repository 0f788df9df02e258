// Files of the program that change while several workers run: those of two versions must not run beside each other.
import { expect, test } from "bun:test";
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client, startServer } from "../features/backups/notes-server.ts";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";
import { copySources } from "../support/source-copy.ts";
import { childPids } from "../support/worker-pids.ts";

const POLL_MS = 10;
const NOT_REPLACED = "a worker is not started anew, because files of the program have changed";
const ENDED = "the server ends, because files of the program have changed";

/** The program as a copy, which the test may change. */
function copyProgram(folder: string): string[] {
  mkdirSync(folder);
  copySources(["src", "admin", "package.json", "tsconfig.json", "docs", "plugins"], folder);
  symlinkSync(resolve(import.meta.dir, "../../node_modules"), join(folder, "node_modules"));
  return [process.execPath, join(folder, "src/main.ts")];
}

async function workersOf(server: ServerProcess, count: number): Promise<number[]> {
  while (childPids(server.child.pid).length < count) await Bun.sleep(POLL_MS);
  return childPids(server.child.pid);
}

/** The workers, after the second one was replaced: by then it is known which files were loaded at the start. */
async function replaceSecond(server: ServerProcess): Promise<number[]> {
  const [, second = 0] = await workersOf(server, 2);
  process.kill(second, "SIGKILL");
  while (childPids(server.child.pid).includes(second)) await Bun.sleep(POLL_MS);
  return workersOf(server, 2);
}

test("after an update of files a worker that died is not replaced, and the server ends with the last one", async () => {
  using folder = new TemporaryDirectory();
  const command = copyProgram(join(folder.path, "program"));
  const dir = join(folder.path, "pb_data");
  await using server = await ServerProcess.start({ dir, args: ["--pluginsDir", "", "--workers", "2"], command });
  const file = join(folder.path, "program/src/app.ts");
  const text = readFileSync(file, "utf8");

  // The same text at another time is no change.
  writeFileSync(file, text);
  const [first = 0, second = 0] = await replaceSecond(server);

  appendFileSync(file, "// Another version.\n");
  process.kill(second, "SIGKILL");
  await server.says(NOT_REPLACED);
  expect(childPids(server.child.pid)).toEqual([first]);
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  process.kill(first, "SIGKILL");
  expect(await server.child.exited).toBe(1);
  expect(await server.output()).toContain(ENDED);
});

test("workers that die while an update has taken the files away are not replaced", async () => {
  using folder = new TemporaryDirectory();
  const command = copyProgram(join(folder.path, "program"));
  const dir = join(folder.path, "pb_data");
  await using server = await ServerProcess.start({ dir, args: ["--pluginsDir", "", "--workers", "2"], command });
  await replaceSecond(server);
  rmSync(join(folder.path, "program/src"), { recursive: true });
  // The second one may have missed its files and be gone.
  for (const pid of childPids(server.child.pid)) process.kill(pid, "SIGKILL");
  expect(await server.child.exited).toBe(1);
  expect(await server.output()).toContain(ENDED);
});

test("the first module of a program with Baobox in it is one of its files", async () => {
  using folder = new TemporaryDirectory();
  const [bun = ""] = copyProgram(join(folder.path, "program"));
  const file = join(folder.path, "program/main.ts");
  writeFileSync(file, 'import { Baobox } from "./src/plugin.ts";\nawait new Baobox().run();\n');
  const dir = join(folder.path, "pb_data");
  await using server = await ServerProcess.start({ dir, args: ["--workers", "2"], command: [bun, file] });
  const [, second = 0] = await replaceSecond(server);
  appendFileSync(file, "// Another version.\n");
  process.kill(second, "SIGKILL");
  await server.says(NOT_REPLACED);
});

test("a program whose server ended for an update fails", async () => {
  using folder = new TemporaryDirectory();
  const [bun = ""] = copyProgram(join(folder.path, "program"));
  const file = join(folder.path, "program/main.ts");
  const text = `import { Baobox } from "./src/plugin.ts";
const dir = process.argv[process.argv.indexOf("--dir") + 1];
const { url } = await new Baobox({ dir, http: "127.0.0.1:0", workers: 2 }).start();
console.log("Server started at " + url);
`;
  writeFileSync(file, text);
  const dir = join(folder.path, "pb_data");
  await using server = await ServerProcess.start({ dir, command: [bun, file] });
  await replaceSecond(server);
  appendFileSync(file, "// Another version.\n");
  for (const pid of childPids(server.child.pid)) process.kill(pid, "SIGKILL");
  expect(await server.child.exited).toBe(1);
  expect(await server.output()).toContain(ENDED);
});

test("a restore after an update of files puts the data in place, and the server ends", async () => {
  using folder = new TemporaryDirectory();
  const command = copyProgram(join(folder.path, "program"));
  await using setUp = await startServer(folder, ["--pluginsDir", ""]);
  await setUp.addNote("before");
  expect((await setUp.post("/api/backups", { name: "a.zip" })).status).toBe(204);
  await setUp.addNote("later");
  await setUp.server.stop();

  const { dir } = setUp;
  await using server = await ServerProcess.start({ dir, args: ["--pluginsDir", "", "--workers", "2"], command });
  await using client = await Client.of(dir, server);
  appendFileSync(join(folder.path, "program/src/app.ts"), "// Another version.\n");
  expect((await client.post("/api/backups/a.zip/restore")).status).toBe(204);
  expect(await server.child.exited).toBe(1);
  expect(await server.output()).toContain(ENDED);

  await using restored = await Client.start(dir, ["--pluginsDir", ""]);
  await restored.untilNotes(["before"]);
});
