// `serve --workers` as a user starts it: what it prints, how it ends, and what it does when workers die.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plugin } from "../plugins/plugin-app.ts";
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
  await poll(async () => {
    const status = await answers(server);
    statuses.add(status);
    return status === 200 && childPids(server.child.pid).length === 2;
  });
  // Refused at most until then: a new worker takes longer than what answers in its place.
  expect([...statuses].filter((status) => status !== 0)).toEqual([503, 200]);
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

test("all log entries are deleted, also those that other workers have not stored yet", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  await runProgram(["superuser", "upsert", "root@example.com", "1234567890", "--dir", dir]);
  await using server = await start(folder, ["--workers", "2", "--log", "json"]);
  // Until both listen.
  await poll(async () => {
    await statuses(server, "/api/missing", 8);
    return /"request","worker":2/.test(await server.output());
  });
  const signIn = await fetch(`${server.url}/api/collections/_superusers/auth-with-password`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ identity: "root@example.com", password: "1234567890" }),
  });
  const { token } = (await signIn.json()) as { token: string };
  await statuses(server, "/api/missing", 40);
  const deletion = await fetch(`${server.url}/api/logs`, { method: "DELETE", headers: { authorization: token } });
  expect(deletion.status).toBe(204);
  // What waits is stored at the end.
  expect(await server.stop()).toBe(0);
  using logs = new Database(join(dir, "auxiliary.db"), { readonly: true });
  expect(logs.query("SELECT data FROM _logs WHERE data LIKE '%/api/missing%'").all()).toEqual([]);
});

test("a second signal after a while ends workers that hang, two at once are one", async () => {
  using folder = new TemporaryDirectory();
  await using server = await start(folder);
  await poll(() => childPids(server.child.pid).length === 2);
  const workers = childPids(server.child.pid);
  for (const pid of workers) process.kill(pid, "SIGSTOP");
  for (const signal of ["SIGTERM", "SIGTERM"] as const) server.child.kill(signal);
  // Longer than two are taken for one.
  await Bun.sleep(500);
  expect(server.child.exitCode).toBeNull();
  server.child.kill("SIGTERM");
  expect(await server.child.exited).toBe(0);
  expect(workers.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
});

test("code that ends the process is told of, with its place", async () => {
  using folder = new TemporaryDirectory();
  const plugins = join(folder.path, "plugins");
  mkdirSync(plugins);
  writeFileSync(join(plugins, "exits.ts"), plugin("process.exit(7);"));
  const dir = join(folder.path, "pb_data");
  for (const workers of ["1", "2"]) {
    const args = ["serve", "--dir", dir, "--http", "127.0.0.1:0", "--pluginsDir", plugins, "--workers", workers];
    const { stderr, exitCode } = await runProgram(args);
    expect(exitCode).toBe(workers === "1" ? 7 : 1);
    expect(stderr).toMatch(/code that runs in the server ended the process .*"code":7.*exits\.ts/);
  }
});

test("a worker that hangs in a plugin ends after its supervisor was killed", async () => {
  using folder = new TemporaryDirectory();
  const plugins = join(folder.path, "plugins");
  mkdirSync(plugins);
  writeFileSync(join(plugins, "hangs.ts"), plugin('app.routes.get("/hang", () => { for (;;); });'));
  await using server = await start(folder, ["--workers", "2", "--pluginsDir", plugins, "--hookTimeout", "0.3"]);
  await poll(() => childPids(server.child.pid).length === 2);
  const workers = childPids(server.child.pid);
  const hanging = fetch(`${server.url}/hang`).catch(() => null);
  await server.says('it is in the route GET /hang of the plugin "hangs"');
  await server.kill();
  await poll(() => workers.every((pid) => !existsSync(`/proc/${pid}`)));
  await hanging;
});

/** Each by a connection of its own, so that all workers get some. */
async function statuses(server: ServerProcess, path: string, count: number): Promise<number[]> {
  const headers = { connection: "close" };
  const answered = Array.from({ length: count }, () => fetch(server.url + path, { headers }));
  return (await Promise.all(answered)).map(({ status }) => status);
}
