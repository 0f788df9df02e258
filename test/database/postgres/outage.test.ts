import { expect, test } from "bun:test";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import type { Logger } from "../../../src/lib/log.ts";
import { PostgresServer } from "../../support/postgres-server.ts";

test("the log says once that the database is away, and that it is back", async () => {
  await using server = await PostgresServer.start();
  const lines: string[] = [];
  const away = Promise.withResolvers<void>();
  const back = Promise.withResolvers<void>();
  const note = (message: string): void => {
    if (!message.startsWith("the database can")) return;
    lines.push(message);
    (message.includes("again") ? back : away).resolve();
  };
  const log: Logger = { debug() {}, info() {}, warn: note, error: note };
  const url = await server.createDatabase();
  const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 1000, isServer: true, log });
  try {
    await server.stop();
    await away.promise;
    await server.boot();
    await back.promise;
    expect(lines).toEqual(["the database can't be reached", "the database can be reached again"]);
  } finally {
    await engine.close();
  }
});
