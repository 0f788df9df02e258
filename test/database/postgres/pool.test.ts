import { expect, test } from "bun:test";
import { PostgresConnection } from "../../../src/database/postgres/connection.ts";
import { ConnectionPool } from "../../../src/database/postgres/pool.ts";
import { runScript } from "../../../src/database/postgres/script.ts";
import { PostgresServer } from "../../support/postgres-server.ts";

test("a connection that a script has used is replaced, which says nothing of the database", async () => {
  await using server = await PostgresServer.start();
  const session = { schemaName: "public", statementTimeoutMs: 30_000, connectTimeoutMs: 10_000, isServer: true };
  const suspectLimitMs = 20;
  const pool = new ConnectionPool({
    async open() {
      // Longer than a database that may be away is waited for.
      await Bun.sleep(suspectLimitMs * 5);
      return PostgresConnection.open({ ...session, url: server.url() });
    },
    maxConnections: 1,
    maxWaiting: 10,
    openLimitMs: 30_000,
    suspectLimitMs,
  });
  const first = await pool.acquire();
  await runScript(first, "SET search_path = pg_catalog", { maxRows: 1, timeoutMs: 10_000 });
  pool.release(first);
  const second = await pool.acquire();
  expect(second).not.toBe(first);
  pool.release(second);
  await pool.close(1_000);
});
