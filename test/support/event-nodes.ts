import { SQL } from "bun";
import type { Engine, TableVersion } from "../../src/database/engine.ts";
import type { EventLog, LoggedEvent } from "../../src/database/event-log.ts";
import type { EngineFeatures } from "../../src/database/postgres/engine-features.ts";
import { openPostgres } from "../../src/database/postgres/open.ts";
import { silentLog } from "./test-app.ts";

/** The engine of one of several servers on a database, and what it was told. */
export interface EventNode extends AsyncDisposable {
  readonly engine: Engine;
  readonly events: EventLog;
  readonly heard: LoggedEvent[];
}

export async function openNode(url: string, node: string, features?: Partial<EngineFeatures>): Promise<EventNode> {
  const engine = await openPostgres({
    url,
    schemaName: "public",
    queryTimeoutMs: 30_000,
    log: silentLog,
    isServer: true,
    node,
    ...(features === undefined ? {} : { features }),
  });
  const { events } = engine;
  if (events === null) throw new Error("a node has events");
  const heard: LoggedEvent[] = [];
  events.follow((event) => void heard.push(event));
  return { engine, events, heard, [Symbol.asyncDispose]: () => engine.close() };
}

/** As another program, which is no server. */
export async function withSql<T>(url: string, work: (sql: SQL) => Promise<T>): Promise<T> {
  await using sql = new SQL(url, { max: 1 });
  return await work(sql);
}

/** What the node was told in all that has been committed. */
export async function told({ events, heard }: EventNode): Promise<unknown[]> {
  await events.sync();
  return heard.map(({ body }) => JSON.parse(body) as unknown);
}

/** That of the table, once the relations that are just being read are known. */
export async function knownVersion(engine: Engine, table: string): Promise<TableVersion> {
  for (;;) {
    const version = engine.versionOfTable(table);
    if (version !== null) return version;
    await Bun.sleep(1);
  }
}
