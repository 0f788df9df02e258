import { expect, test } from "bun:test";
import { copyFileSync, renameSync, statSync } from "node:fs";
import { FreshServer } from "./support/fresh-server.ts";
import type { Program } from "./support/server-process.ts";
import { childPids, residentMiB } from "./support/worker-pids.ts";

const TIMEOUT_MS = 120_000;
const WORKER_MIB = 90;

/** Tests of the executable with several workers. */
export function describeWorkers(program: () => Program): void {
  test(
    "serves with several workers, which need less than 90 MiB each",
    async () => {
      await using server = await FreshServer.start(program());
      await server.restart(["--workers", "2"]);
      const { child, url } = server.process;
      while (childPids(child.pid).length < 2) await Bun.sleep(10);
      const workers = childPids(child.pid);
      const items = await (await server.admin()).collection("users").getFullList();
      expect(items).toEqual([]);
      for (const pid of workers) expect(residentMiB(pid)).toBeLessThan(WORKER_MIB);
      process.kill(workers[0] ?? 0, "SIGKILL");
      while (childPids(child.pid).filter((pid) => !workers.includes(pid)).length < 1) await Bun.sleep(10);
      expect((await fetch(`${url}/api/health`)).status).toBe(200);
      expect(await server.process.stop()).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    "starts a worker anew as the version that runs, when an update has replaced the executable",
    async () => {
      const { command: [executable = ""] = [] } = program();
      const running = statSync(executable);
      await using server = await FreshServer.start(program());
      await server.restart(["--workers", "2"]);
      const { child, url } = server.process;
      while (childPids(child.pid).length < 2) await Bun.sleep(10);
      const workers = childPids(child.pid);
      copyFileSync(executable, `${executable}.new`);
      renameSync(`${executable}.new`, executable);
      for (const pid of workers) {
        process.kill(pid, "SIGKILL");
        while (childPids(child.pid).includes(pid)) await Bun.sleep(10);
        while (childPids(child.pid).length < 2) await Bun.sleep(10);
      }
      for (const pid of childPids(child.pid)) expect(statSync(`/proc/${pid}/exe`).ino).toBe(running.ino);
      while ((await fetch(`${url}/api/health`, { headers: { connection: "close" } })).status !== 200)
        await Bun.sleep(10);
      // It takes a process of its own.
      const admin = await server.admin();
      expect(await admin.backups.create("a.zip")).toBe(true);
      expect(await server.process.stop()).toBe(0);
    },
    TIMEOUT_MS,
  );
}
