import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import type { Connection } from "../../src/database/engine.ts";
import { createConsoleLog } from "../../src/lib/console-log.ts";

/** Whether tests run on a server of PostgreSQL. */
export const isOnPostgres = (process.env["BAOBOX_TEST_DATABASE"] ?? "") !== "";

/** The tables and views of an app's database. */
export async function relationNames(connection: Pick<Connection, "all">): Promise<string[]> {
  const sql = isOnPostgres
    ? "SELECT relname::text AS name FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace"
    : "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')";
  return (await connection.all<{ name: string }>(sql)).map(({ name }) => name);
}

/** By data directory: who opens one again finds its database. */
const urls = new Map<string, string>();

/**
 * The PostgreSQL database in place of the directory's files, made with what they hold where it is new; undefined for SQLite.
 * BAOBOX_TEST_DATABASE runs tests on a server of PostgreSQL: `bun test/support/with-postgres.ts bun test test/sdk`.
 */
export async function databaseOf(dataDir: string): Promise<string | undefined> {
  const server = process.env["BAOBOX_TEST_DATABASE"];
  if (server === undefined || server === "") return undefined;
  const known = urls.get(dataDir);
  if (known !== undefined) return known;
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  {
    await using sql = new SQL(server, { max: 1 });
    await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE template0`);
  }
  const url = new URL(server);
  url.pathname = name;
  urls.set(dataDir, url.href);
  if (existsSync(join(dataDir, "data.db"))) {
    const { moveDatabase } = await import("../../src/commands/move-database.ts");
    await moveDatabase(
      { kind: "directory", path: dataDir },
      { kind: "server", url: url.href },
      { log: createConsoleLog("error") },
    );
  }
  return url.href;
}

/** To be called when nothing uses the directory any more: hundreds of databases take gigabytes. */
export async function dropDatabaseOf(dataDir: string): Promise<void> {
  const url = urls.get(dataDir);
  if (url === undefined) return;
  urls.delete(dataDir);
  await using sql = new SQL(process.env["BAOBOX_TEST_DATABASE"] ?? "", { max: 1 });
  await sql.unsafe(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

/** The rows of a query in the database of a directory that nobody serves at the moment. */
export async function rowsOf(dataDir: string, query: string): Promise<unknown[]> {
  const url = await databaseOf(dataDir);
  if (url === undefined) {
    using database = new Database(join(dataDir, "data.db"), { readonly: true });
    return database.query(query).all();
  }
  await using sql = new SQL(url, { max: 1 });
  return [...((await sql.unsafe(query)) as unknown[])];
}

/** Runs a statement as another program does that has nothing to do with the server. */
export async function runApart(dataDir: string, statement: string): Promise<void> {
  const url = await databaseOf(dataDir);
  if (url === undefined) {
    using database = new Database(join(dataDir, "data.db"));
    database.run(statement);
    return;
  }
  await using sql = new SQL(url, { max: 1 });
  await sql.unsafe(statement);
}
