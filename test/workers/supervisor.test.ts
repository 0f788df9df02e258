import { expect, test } from "bun:test";
import { join } from "node:path";
import { Hub } from "../../src/lib/bus/hub.ts";
import type { Logger } from "../../src/lib/log.ts";
import { PrivateFolder } from "../../src/workers/private-folder.ts";
import { Supervisor } from "../../src/workers/supervisor.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

test("a worker that hangs is killed and replaced", async () => {
  using parent = new TemporaryDirectory();
  await using folder = await PrivateFolder.create(parent.path);
  const killed = Promise.withResolvers<unknown>();
  const replaced = Promise.withResolvers<unknown>();
  const log: Logger = {
    debug() {},
    info() {},
    warn() {},
    error(message, data) {
      if (data?.["worker"] !== 2) return;
      if (message.includes("does not answer any more")) killed.resolve(data);
      if (message.includes("died")) replaced.resolve(data["signal"]);
    },
  };
  const stop = Promise.withResolvers<null>();
  const supervisor = new Supervisor({
    count: 2,
    command: [process.execPath, join(import.meta.dir, "hanging-worker.ts")],
    dataDir: parent.path,
    address: { hostname: "127.0.0.1", port: 0 },
    folder,
    log,
    prepare: () => undefined,
    hub: new Hub(() => undefined),
    pingIntervalMs: 100,
    onListen: () => undefined,
  });
  const running = supervisor.run(stop.promise);
  expect(await killed.promise).toEqual({ worker: 2 });
  expect(await replaced.promise).toBe("SIGKILL");
  stop.resolve(null);
  await running;
});
