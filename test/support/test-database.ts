import { Database } from "bun:sqlite";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import type { Connection } from "../../src/database/engine.ts";
import { createConsoleLog } from "../../src/lib/console-log.ts";
import { createDatabase } from "./create-database.ts";

/** Whether tests run on a server of PostgreSQL. */
export const isOnPostgres = (process.env["BAOBOX_TEST_DATABASE"] ?? "") !== "";

/** The tables and views of an app's database. */
export async function relationNames(connection: Pick<Connection, "all">): Promise<string[]> {
  const sql = isOnPostgres
    ? "SELECT relname::text AS name FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace"
    : "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')";
  return (await connection.all<{ name: string }>(sql)).map(({ name }) => name);
}

/** Of the server, held while a template is looked for or made. */
const TEMPLATE_LOCK = 8_090;

/** By data directory: who opens one again finds its database. */
const urls = new Map<string, string>();

/** What a database can begin as: that of a new server, or that of the recorded answers. */
type Template = "new" | "world";

/**
 * The PostgreSQL database in place of the directory's files, made with what they hold where it is new; undefined for SQLite.
 * BAOBOX_TEST_DATABASE runs tests on a server of PostgreSQL: `bun test/support/with-postgres.ts bun test test/sdk`.
 * `holds` says what the files are where the caller knows: a copy of a database costs a third of making it anew.
 */
export async function databaseOf(dataDir: string, holds?: Template): Promise<string | undefined> {
  const server = process.env["BAOBOX_TEST_DATABASE"];
  if (server === undefined || server === "") return undefined;
  const known = urls.get(dataDir);
  if (known !== undefined) return known;
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  const url = urlOf(name);
  const hasFiles = existsSync(join(dataDir, "data.db"));
  const template = holds ?? (hasFiles ? null : "new");
  await onServer(async (sql) => {
    const source = template === null ? "template0" : await templateOf(template, { sql, dataDir });
    await createDatabase(sql, name, source);
  });
  urls.set(dataDir, url);
  if (template === null) await moveFiles(dataDir, url);
  return url;
}

/** The name of a database to copy, which the first caller on this server makes. */
async function templateOf(template: Template, { sql, dataDir }: { sql: SQL; dataDir: string }): Promise<string> {
  const name = `template_${template}`;
  await sql`SELECT pg_advisory_lock(${TEMPLATE_LOCK})`;
  const [found] = (await sql`SELECT 1 FROM pg_database WHERE datname = ${name}`) as unknown[];
  if (found === undefined) {
    // It gets its name when it is whole: a caller that failed leaves none behind.
    const unfinished = `${name}_${crypto.randomUUID().replaceAll("-", "")}`;
    await createDatabase(sql, unfinished, "template0");
    if (template === "world") await moveFiles(dataDir, urlOf(unfinished));
    else await openOnce(urlOf(unfinished));
    await sql.unsafe(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  }
  await sql`SELECT pg_advisory_unlock(${TEMPLATE_LOCK})`;
  return name;
}

async function moveFiles(dataDir: string, url: string): Promise<void> {
  const { moveDatabase } = await import("../../src/commands/move-database.ts");
  const log = createConsoleLog("error");
  await moveDatabase({ kind: "directory", path: dataDir }, { kind: "server", url }, { log });
}

/** Makes what a server makes in a new database. */
async function openOnce(url: string): Promise<void> {
  const { openApp } = await import("../../src/app.ts");
  const dataDir = mkdtempSync(join(tmpdir(), "baobox-test-"));
  const options = { dataDir, database: url, isServer: true, isDevelopment: false, encryptionKey: null };
  const app = await openApp({ ...options, queryTimeoutMs: 30_000 }, createConsoleLog("error"), {});
  await app[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
}

function urlOf(name: string): string {
  const url = new URL(process.env["BAOBOX_TEST_DATABASE"] ?? "");
  url.pathname = name;
  return url.href;
}

async function onServer(work: (sql: SQL) => Promise<unknown>): Promise<void> {
  await using sql = new SQL(process.env["BAOBOX_TEST_DATABASE"] ?? "", { max: 1 });
  await work(sql);
}

/** To be called when nothing uses the directory any more: hundreds of databases take gigabytes. */
export async function dropDatabaseOf(dataDir: string): Promise<void> {
  const url = urls.get(dataDir);
  if (url === undefined) return;
  urls.delete(dataDir);
  await onServer((sql) => sql.unsafe(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`));
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
