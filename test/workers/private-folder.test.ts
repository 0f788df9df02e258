import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PrivateFolder } from "../../src/workers/private-folder.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("only the owner can reach the socket, and the folder goes with it", async () => {
  using parent = new TemporaryDirectory();
  {
    await using folder = await PrivateFolder.create(parent.path);
    const listener = Bun.listen({ unix: folder.newSocket, socket: { data: () => undefined } });
    await folder.openSocket();
    expect([modeOf(folder.socket), modeOf(dirname(folder.socket))]).toEqual([0o600, 0o700]);
    listener.stop(true);
  }
  expect(readdirSync(parent.path)).toEqual([]);
});

test("what a killed supervisor left is removed, what a running one has is not", async () => {
  using parent = new TemporaryDirectory();
  const [running, starting] = [await PrivateFolder.create(parent.path), await PrivateFolder.create(parent.path)];
  const listener = Bun.listen({ unix: running.newSocket, socket: { data: () => undefined } });
  await running.openSocket();
  const stale = join(parent.path, "baobox-workers-stale");
  mkdirSync(stale);
  await leaveSocket(join(stale, "bus.sock"));
  // A socket has its file before it takes connections.
  await leaveSocket(starting.newSocket);
  await using own = await PrivateFolder.create(parent.path);
  expect(existsSync(stale)).toBe(false);
  expect([running, starting, own].map(({ socket }) => existsSync(dirname(socket)))).toEqual([true, true, true]);
  listener.stop(true);
});

/** As a killed process leaves it: a socket file on which nothing listens. */
async function leaveSocket(path: string): Promise<void> {
  const code = `Bun.listen({ unix: "${path}", socket: { data() {} } }); console.log(1)`;
  const killed = Bun.spawn([process.execPath, "-e", code]);
  await killed.stdout.getReader().read();
  killed.kill("SIGKILL");
  await killed.exited;
  expect(existsSync(path)).toBe(true);
}

test("a long path is replaced by a short one, and a missing folder is one line", async () => {
  using parent = new TemporaryDirectory();
  const long = join(parent.path, "x".repeat(100));
  mkdirSync(long);
  await using folder = await PrivateFolder.create(long);
  expect(Buffer.byteLength(folder.socket)).toBeLessThan(107);
  expect(PrivateFolder.create(join(parent.path, "missing"))).rejects.toThrow(
    /^can't make a folder for the socket.*\(TMPDIR\): ENOENT/,
  );
});

test("what is in it never looks unused, which has it deleted", async () => {
  using parent = new TemporaryDirectory();
  await using folder = await PrivateFolder.create(parent.path, 10);
  const old = new Date("2020-01-01");
  writeFileSync(folder.versionFile, "");
  utimesSync(folder.versionFile, old, old);
  while (statSync(folder.versionFile).mtimeMs === old.getTime()) await Bun.sleep(5);
  expect(statSync(folder.versionFile).atimeMs).toBeGreaterThan(old.getTime());
});
