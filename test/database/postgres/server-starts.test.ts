import { expect, test } from "bun:test";
import { PostgresConnection } from "../../../src/database/postgres/connection.ts";
import { ServerStarts } from "../../../src/database/postgres/server-starts.ts";
import { PostgresServer } from "../../support/postgres-server.ts";

test("a server that crashed tells nothing of numbers that it may give again", async () => {
  await using own = await PostgresServer.start({ isDurable: true });
  const starts = new ServerStarts();
  const session = { url: own.url(), schemaName: "public", isServer: false, starts };
  const open = (): Promise<PostgresConnection> =>
    PostgresConnection.open({ ...session, statementTimeoutMs: 30_000, connectTimeoutMs: 10_000 });
  const before = await open();
  await before.send("CREATE TABLE t (n int)");
  const [written] = await before.query("SELECT pg_current_xact_id()::text AS id WHERE $1", [true]);
  await before.send("BEGIN; INSERT INTO t VALUES (1)");
  const [inDoubt] = await before.query("SELECT pg_current_xact_id()::text AS id WHERE $1", [true]);
  await own.kill();
  await own.boot();
  const after = await open();
  expect(after.serverStart).not.toBe(before.serverStart);
  expect(await starts.knows(after.serverStart, "3")).toBe(true);
  // Whatever was given last may have been lost; what the new server gives is never taken for it.
  const [next] = await after.query("SELECT pg_current_xact_id()::text AS id WHERE $1", [true]);
  expect(await starts.knows(after.serverStart, String(next?.["id"]))).toBe(false);
  expect(BigInt(String(inDoubt?.["id"]))).toBeGreaterThan(BigInt(String(written?.["id"])));
  await after.close();
  await before.close();
});
