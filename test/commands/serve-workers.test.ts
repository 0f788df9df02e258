// `serve --workers` as a user starts it: what it prints, how it ends, and what it does when workers die.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";
import { childPids } from "../support/worker-pids.ts";

const POLL_MS = 10;

async function start(folder: TemporaryDirectory, args: string[] = ["--workers", "2"]): Promise<ServerProcess> {
  const temporary = join(folder.path, "tmp");
  mkdirSync(temporary, { recursive: true });
  const env = { ...process.env, TMPDIR: temporary };
  return ServerProcess.start({ dir: join(folder.path, "pb_data"), args: ["--pluginsDir", "", ...args], env });
}

async function poll(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await Bun.sleep(POLL_MS);
}

const answers = (server: ServerProcess): Promise<number> =>
  fetch(`${server.url}/api/health`, { headers: { connection: "close" } }).then(
    ({ status }) => status,
    () => 0,
  );

test("workers share a port, print what one process prints, and stop with exit code 0", async () => {
  using folder = new TemporaryDirectory();
  await using server = await start(folder, ["--workers", "3"]);
  await poll(() => childPids(server.child.pid).length === 3);
  const output = await server.output();
  expect(output.match(/Server started at/g)).toHaveLength(1);
  expect(output.match(/pbinstal/g)).toHaveLength(1);
  expect(await answers(server)).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(await answers(server)).toBe(0);
  expect(existsSync(join(folder.path, "pb_data/data.db-wal"))).toBe(false);
  expect(readdirSync(join(folder.path, "tmp")).filter((name) => name.startsWith("baobox-workers-"))).toEqual([]);
});

test("workers that are killed are replaced, and something answers on the port meanwhile", async () => {
  using folder = new TemporaryDirectory();
  await using server = await start(folder);
  await poll(() => childPids(server.child.pid).length === 2);
  const killed = childPids(server.child.pid);
  for (const pid of killed) process.kill(pid, "SIGKILL");
  const statuses = new Set<number>();
  const sinceMs = performance.now();
  let refusedUntilMs = 0;
  await poll(async () => {
    const status = await answers(server);
    statuses.add(status);
    if (status === 0) refusedUntilMs = performance.now() - sinceMs;
    return status === 200 && childPids(server.child.pid).length === 2;
  });
  expect(refusedUntilMs).toBeLessThan(1000);
  expect(statuses).toContain(503);
  expect(childPids(server.child.pid).filter((pid) => killed.includes(pid))).toEqual([]);
  expect(await server.output()).toMatch(
    /ERROR a worker died and is started anew \{"worker":1,"code":null,"signal":"SIGKILL"/,
  );
  expect(await server.stop()).toBe(0);
});

test("a worker that is stopped alone ends its requests and is replaced", async () => {
  using folder = new TemporaryDirectory();
  await using server = await start(folder, ["--workers", "2", "--log", "json"]);
  await poll(() => childPids(server.child.pid).length === 2);
  const [stopped = 0] = childPids(server.child.pid);
  process.kill(stopped, "SIGTERM");
  await server.says('"message":"a worker was stopped and is started anew","data":{"worker":1}');
  await poll(() => childPids(server.child.pid).length === 2);
  await poll(async () => (await answers(server)) === 200);
  await fetch(`${server.url}/api/missing`);
  await server.says('"message":"request","worker":');
  expect(await server.output()).not.toContain("died");
});

test("workers end when their supervisor is killed, and leave no folder behind", async () => {
  using folder = new TemporaryDirectory();
  await using server = await start(folder);
  await poll(() => childPids(server.child.pid).length === 2);
  const workers = childPids(server.child.pid);
  await server.kill();
  await poll(() => workers.every((pid) => !existsSync(`/proc/${pid}`)));
  expect(readdirSync(join(folder.path, "tmp")).filter((name) => name.startsWith("baobox-workers-"))).toEqual([]);
});

test.each(["0", "-1", "1.5", "many", "65", ""])("--workers=%s is one line and exit code 1", async (value) => {
  using folder = new TemporaryDirectory();
  const result = await runProgram(["serve", "--dir", join(folder.path, "pb_data"), `--workers=${value}`]);
  expect(result.stderr).toBe(
    `baobox: --workers must be a number from 1 to 64, or auto, not "${value}" (see baobox --help)\n`,
  );
  expect(result.exitCode).toBe(1);
});

test("what stops the first worker is one line and exit code 1", async () => {
  using folder = new TemporaryDirectory();
  await using server = await start(folder);
  const address = new URL(server.url).host;
  const dir = join(folder.path, "other");
  const second = await runProgram(["serve", "--dir", dir, "--http", address, "--workers", "2", "--pluginsDir", ""]);
  expect(second.stderr).toBe(`baobox: can't listen on ${address}: the port is already in use\n`);
  expect(second.exitCode).toBe(1);
});
