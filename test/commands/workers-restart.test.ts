// A restore with several workers: all restart together, and the port answers all the while.
import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../features/backups/notes-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { childPids } from "../support/worker-pids.ts";

const TIMEOUT_MS = 120_000;
const POLL_MS = 10;

/**
 * Asks again and again, each time by a new connection, until it is ended: what was answered, and how long nothing else happened
 * than that the port was refused. One that a worker took and did not answer any more is no more than a moment of that.
 */
function watchPort(url: string) {
  const statuses = new Set<number>();
  let isEnded = false;
  let longestMs = 0;
  const watching = (async () => {
    let refusedSinceMs: number | null = null;
    while (!isEnded) {
      const response = await fetch(url, { headers: { connection: "close" } }).catch(() => null);
      if (response === null) {
        refusedSinceMs ??= performance.now();
        longestMs = Math.max(longestMs, performance.now() - refusedSinceMs);
      } else {
        statuses.add(response.status);
        refusedSinceMs = null;
      }
      await Bun.sleep(POLL_MS);
    }
  })();
  return {
    async end() {
      isEnded = true;
      await watching;
      return { statuses, longestMs };
    },
  };
}

test(
  "a restore restarts all workers, ends what runs, and never refuses the port for a second",
  async () => {
    using directory = new TemporaryDirectory();
    mkdirSync(join(directory.path, "pb_hooks"));
    const hooks = "onTerminate((e) => { console.log(`a worker ends, ${e.isRestart}`); e.next(); });";
    writeFileSync(join(directory.path, "pb_hooks", "main.pb.js"), hooks);
    await using client = await startServer(directory, ["--workers", "3", "--pluginsDir", ""]);
    const { url, child } = client.server;
    while (childPids(child.pid).length < 3) await Bun.sleep(POLL_MS);
    const before = childPids(child.pid);
    await client.addNote("before");
    expect((await client.post("/api/backups", { name: "a.zip" })).status).toBe(204);
    await client.addNote("later");
    const port = watchPort(`${url}/api/health`);
    const slow = client.addNoteSlowly();
    expect((await client.post("/api/backups/a.zip/restore")).status).toBe(204);
    await Bun.sleep(1500);
    slow.end();
    expect((await slow.response).status).toBe(200);
    await client.server.says("the server runs with the restored data");
    while (childPids(child.pid).length < 3) await Bun.sleep(POLL_MS);
    expect(childPids(child.pid).filter((pid) => before.includes(pid))).toEqual([]);
    const { statuses, longestMs } = await port.end();
    expect(statuses).toEqual(new Set([200, 503]));
    expect(longestMs).toBeLessThan(1000);
    const notes = new Set<string>();
    for (let count = 0; count < 20; count++) {
      const answer = await fetch(`${url}/api/collections/notes/records`, { headers: { connection: "close" } });
      const { items } = (await answer.json()) as { items: { text: string }[] };
      notes.add(items.map(({ text }) => text).join());
    }
    expect([...notes]).toEqual(["before"]);
    const ends = [...(await client.server.output()).matchAll(/a worker ends, \w+/g)].map(([text]) => text);
    expect(ends).toEqual(Array(3).fill("a worker ends, true"));
    expect(await client.server.stop()).toBe(0);
  },
  TIMEOUT_MS,
);
