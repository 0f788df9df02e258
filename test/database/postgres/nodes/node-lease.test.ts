// Which servers may run on a database at the same time.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SQL } from "bun";
import { openPostgres } from "../../../../src/database/postgres/open.ts";
import type { Engine } from "../../../../src/database/engine.ts";
import { failure } from "../../../support/failure.ts";
import { PostgresServer } from "../../../support/postgres-server.ts";
import { silentLog } from "../../../support/test-app.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe.each([{ hasAdvisoryLocks: true }, { hasAdvisoryLocks: false }])("%j", (features) => {
  let url: string;

  beforeAll(async () => {
    url = await server.createDatabase();
  });

  function open(node?: string): Promise<Engine> {
    const options = { url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog, isServer: true, node };
    return openPostgres({ ...options, features });
  }

  const reason = async (node?: string): Promise<string> => String(await failure(open(node)));

  test("nodes run together, each with its own name, and not with a server that is alone", async () => {
    const alone = await open();
    expect(await reason("one")).toContain("a server without --node runs on it: stop it");
    await alone.close();

    // At the same time, on a database in which nothing of nodes is yet.
    const [one, two] = await Promise.all([open("one"), open("two")]);
    const [withoutName, sameName] = await Promise.all([reason(), reason("two")]);
    expect(withoutName).toContain("nodes run on it: stop them first, or start a server beside them with --node NAME");
    expect(sameName).toContain("a node with the name two runs on it: give this one another name");
    await Promise.all([one.close(), two.close()]);
    await (await open()).close();
  });

  test("nodes that don't understand each other don't run together", async () => {
    const one = await open("one");
    await using sql = new SQL(url, { max: 1 });
    await sql`UPDATE bb.meta SET value = '99' WHERE key = 'protocol'`;
    expect(await reason("two")).toContain(
      "nodes of a later version run on it, which this one can't work with: stop them first",
    );
    await one.close();
    // Those of the other version are gone.
    await (await open("two")).close();
    expect([...(await sql`SELECT value FROM bb.meta WHERE key = 'protocol'`)]).toEqual([{ value: "1" }]);
  });

  test("an operation waits for the lock of a name", async () => {
    const [one, two] = await Promise.all([open("one"), open("two")]);
    const order: string[] = [];
    const second = Promise.withResolvers<void>();
    await one.transaction(async (transaction) => {
      await transaction.lock("x");
      const waits = two.transaction(async (other) => {
        order.push("second begins");
        await other.lock("x");
        order.push("second");
      });
      void waits.then(second.resolve, second.reject);
      while (!order.includes("second begins") || !(await isWaiting(one))) await Bun.sleep(5);
      order.push("first");
    });
    await second.promise;
    expect(order).toEqual(["second begins", "first", "second"]);
    await Promise.all([one.close(), two.close()]);
  });
});

async function isWaiting(engine: Engine): Promise<boolean> {
  const sql =
    "SELECT 1 AS one FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND ?";
  return (await engine.get(sql, [true])) !== null;
}
