import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { createCollection, fillCollection } from "../bench/large-collection.ts";
import { failure } from "../support/failure.ts";
import { FreshServer } from "../support/fresh-server.ts";

const RECORDS = 50_000;
const TIMEOUT_MS = 120_000;

// Linux tells the children of a process.
test.skipIf(process.platform !== "linux")(
  "a killed server takes along the processes that run its long queries",
  async () => {
    await using server = await FreshServer.start();
    const admin = await server.admin();
    await createCollection(admin, "large");
    await admin.collections.create({
      name: "pairs",
      type: "view",
      viewQuery:
        "SELECT a.id, COUNT(b.id) AS total FROM large a JOIN large b ON b.body LIKE a.title GROUP BY a.category",
    });
    await server.process.stop();
    fillCollection(server.dir, "large", RECORDS);
    await server.restart();

    const lost = failure((await server.admin()).collection("pairs").getList(1, 20, { sort: "total" }));
    const { pid } = server.process.child;
    await until(() => childrenOf(pid).length > 0);
    const readers = childrenOf(pid);
    await server.process.kill();
    await lost;
    await until(() => readers.every((reader) => !existsSync(`/proc/${reader}`)));
    expect(readers.length).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter((child) => child !== "");
}

/** Resolves once the condition holds; the test's time limit ends the wait otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(20);
}
