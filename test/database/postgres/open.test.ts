// What stands in the way of opening a database, each in one line with the remedy and without the password.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { SQL } from "bun";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { failure } from "../../support/failure.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { TemporaryDirectory, runProgram } from "../../support/server-process.ts";
import { silentLog } from "../../support/test-app.ts";

const PASSWORD = "a-secret-that-nobody-may-see";
let server: PostgresServer;
let url: string;

beforeAll(async () => {
  server = await PostgresServer.start();
  url = await server.createDatabase();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function reason(address: string, isServer = false): Promise<string> {
  const options = { url: address, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog, isServer } as const;
  const error = await failure(openPostgres(options));
  const text = error instanceof Error ? error.message : String(error);
  expect(text).not.toContain(PASSWORD);
  expect(text).not.toContain("\n");
  return text;
}

/** The URL with other parts. */
function changed(change: (parts: URL) => void): string {
  const parts = new URL(url);
  parts.password = PASSWORD;
  change(parts);
  return parts.href;
}

async function admin(...statements: string[]): Promise<void> {
  await using sql = new SQL(url, { max: 1 });
  for (const statement of statements) await sql.unsafe(statement);
}

test("a URL of another kind, without a host or without a database", async () => {
  expect(await reason(`mysql://root:${PASSWORD}@host/x`)).toBe(
    "the database must be a URL such as postgres://user:password@host:5432/name",
  );
  expect(await reason("somewhere")).toContain("must be a URL such as");
  expect(await reason(`postgres://me:${PASSWORD}@host`)).toContain("names no database");
});

test("nothing answers there", async () => {
  const text = await reason(changed((parts) => (parts.port = "1")));
  expect(text).toBe(
    "can't open the database postgres://baobox@127.0.0.1:1/test_1: nothing answers there: check host, port and firewall",
  );
});

test("no such database and no such role", async () => {
  expect(await reason(changed((parts) => (parts.pathname = "/nothing")))).toContain(
    'database "nothing" does not exist',
  );
  expect(await reason(changed((parts) => (parts.username = "nobody")))).toContain('role "nobody" does not exist');
});

test("TLS is asked of a server that has none", async () => {
  const text = await reason(changed((parts) => parts.searchParams.set("sslmode", "require")));
  expect(text).toContain("the server has no TLS: leave sslmode out of the URL");
});

test("a role that may not create schemas", async () => {
  await admin("CREATE ROLE reader LOGIN");
  const text = await reason(changed((parts) => (parts.username = "reader")));
  expect(text).toContain("permission denied for database");
  expect(text).toContain("the role needs the rights to create schemas");
});

test("a database of another encoding", async () => {
  await admin("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  const text = await reason(changed((parts) => (parts.pathname = "/latin")));
  expect(text).toContain("has the encoding LATIN1");
  expect(text).toContain("ENCODING 'UTF8'");
});

test("a second server on the database", async () => {
  const options = { url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog, isServer: true } as const;
  const first = await openPostgres(options);
  expect(await reason(url, true)).toContain("another Baobox server runs on it: stop that one first");
  await first.close();
  const second = await openPostgres(options);
  await second.close();
});

test("the program says it in one line and ends with an error", async () => {
  using directory = new TemporaryDirectory();
  const dir = join(directory.path, "pb_data");
  const env = { ...process.env, BAOBOX_DATABASE: changed((parts) => (parts.port = "1")) };
  const { exitCode, stdout, stderr } = await runProgram(["serve", "--http", "127.0.0.1:0", "--dir", dir], { env });
  expect(exitCode).not.toBe(0);
  expect(stdout + stderr).toContain("nothing answers there");
  expect(stdout + stderr).not.toContain(PASSWORD);
  expect((stdout + stderr).trim().split("\n")).toHaveLength(1);
  const wrong = await runProgram(["serve", "--database", "mysql://x"], { env: process.env });
  expect(wrong.exitCode).not.toBe(0);
  expect(wrong.stderr).toContain("--database: the database must be a URL such as");
});
