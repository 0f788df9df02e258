import { expect, test } from "bun:test";
import { join } from "node:path";
import { Hub } from "../../src/lib/bus/hub.ts";
import type { Logger } from "../../src/lib/log.ts";
import { PrivateFolder } from "../../src/workers/private-folder.ts";
import type { SupervisorOptions } from "../../src/workers/supervisor-options.ts";
import { Supervisor } from "../../src/workers/supervisor.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const WORKER = join(import.meta.dir, "odd-worker.ts");

async function supervise(
  own: Partial<SupervisorOptions>,
  work: (supervisor: Supervisor) => Promise<void>,
): Promise<void> {
  using parent = new TemporaryDirectory();
  await using folder = await PrivateFolder.create(parent.path);
  const supervisor = new Supervisor({
    count: 2,
    program: { command: [process.execPath, WORKER], fingerprint: null },
    dataDir: parent.path,
    address: { hostname: "127.0.0.1", port: 0 },
    folder,
    log: logTo(() => undefined),
    prepare: () => undefined,
    hub: new Hub(() => undefined),
    endsForRestores: false,
    exchange: () => Promise.resolve(),
    pingIntervalMs: 100,
    onListen: () => undefined,
    ...own,
  });
  await work(supervisor);
}

function logTo(error: Logger["error"]): Logger {
  return { debug() {}, info() {}, warn() {}, error };
}

test("a worker that hangs is killed and replaced", async () => {
  const killed = Promise.withResolvers<unknown>();
  const replaced = Promise.withResolvers<unknown>();
  const log = logTo((message, data) => {
    if (data?.["worker"] !== 2) return;
    if (message.includes("does not answer any more")) killed.resolve(data);
    if (message.includes("died")) replaced.resolve(data["signal"]);
  });
  const program = { command: [process.execPath, WORKER, "hangs"], fingerprint: null };
  await supervise({ program, log }, async (supervisor) => {
    const stop = Promise.withResolvers<null>();
    const running = supervisor.run(stop.promise);
    expect(await killed.promise).toEqual({ worker: 2 });
    expect(await replaced.promise).toBe("SIGKILL");
    stop.resolve(null);
    await running;
  });
});

test("a worker that can't be started anew leaves the others running, and is told of", async () => {
  const told = Promise.withResolvers<unknown>();
  const command = [process.execPath, WORKER, "hangs"];
  const log = logTo((message, data) => {
    if (message.includes("does not answer any more")) command[0] = "/there-is-no-such-program";
    if (message.includes("can't be started anew")) told.resolve(data);
  });
  await supervise({ program: { command, fingerprint: null }, log }, async (supervisor) => {
    const stop = Promise.withResolvers<null>();
    const running = supervisor.run(stop.promise);
    expect(await told.promise).toEqual({ worker: 2, error: expect.stringContaining("/there-is-no-such-program") });
    stop.resolve(null);
    expect(await running).toBe("stopped");
  });
});

test("a restart that fails ends the supervisor, rather than leaving it without workers", async () => {
  let starts = 0;
  const prepare = (): void => {
    if (++starts > 1) throw new Error("the disk is full");
  };
  const program = { command: [process.execPath, WORKER, "restarts"], fingerprint: null };
  await supervise({ count: 1, program, prepare }, async (supervisor) => {
    const running = supervisor.run(new Promise(() => undefined));
    expect(await running.catch(String)).toBe("Error: the disk is full");
  });
});
