// A backup that takes the place of what a PostgreSQL server has, ended at every step.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { moveDatabase } from "../../../src/commands/move-database.ts";
import { preparedFolder, prepareSwap } from "../../../src/lib/directory-swap.ts";
import {
  confirmImport,
  importDatabases,
  removeImportLeftovers,
  revertImport,
  stageImport,
} from "../../../src/model/database-copies/import-databases.ts";
import { readWorld, writeDataDirectory } from "../../conformance/recorded-answers.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";
import { silentLog, testApp } from "../../support/test-app.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
}, 120_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

interface Restoring extends Disposable {
  readonly options: Parameters<typeof importDatabases>[0];
  readonly sql: SQL;
  /** What the server has: how many posts, how many rows of a table of another program. */
  state(): Promise<{ posts: number; others: number; schemas: string[] }>;
}

const FILES = ["data.db", "auxiliary.db"];

/** A server with a post more than the backup that is to take its place, and a table of another program. */
async function restoring(): Promise<Restoring> {
  const folder = new TemporaryDirectory();
  const dataDir = join(folder.path, "pb_data");
  mkdirSync(dataDir);
  writeDataDirectory(await readWorld(), dataDir);
  const url = await server.createDatabase();
  await moveDatabase({ kind: "directory", path: dataDir }, { kind: "server", url }, { log: silentLog });
  const prepared = await prepareSwap(dataDir);
  for (const name of FILES) copyFileSync(join(dataDir, name), join(prepared, name));
  const sql = new SQL(url, { max: 1 });
  await sql.unsafe(
    `INSERT INTO posts (id) VALUES ('postofthisserver'); CREATE TABLE others (a int); INSERT INTO others VALUES (1)`,
  );
  const options = {
    dataDir,
    database: url,
    isServer: true,
    isDevelopment: false,
    encryptionKey: null,
    queryTimeoutMs: 30_000,
  };
  return {
    options,
    sql,
    async state() {
      const count = async (table: string): Promise<number> => {
        const [row] = (await sql.unsafe(`SELECT count(*)::int AS n FROM public.${table}`)) as { n: number }[];
        return row?.n ?? -1;
      };
      const schemas = (await sql.unsafe(
        "SELECT nspname FROM pg_namespace WHERE nspname ~ '^baobox_(new|old)' ORDER BY 1",
      )) as {
        nspname: string;
      }[];
      return {
        posts: await count("posts"),
        others: await count("others"),
        schemas: schemas.map(({ nspname }) => nspname),
      };
    },
    [Symbol.dispose]() {
      void sql.close();
      folder[Symbol.dispose]();
    },
  };
}

const NEW = ["baobox_new", "baobox_new_logs"];
const OLD = ["baobox_old", "baobox_old_logs"];

test("the databases of a backup take the place of the server's tables, and those of the directory stay", async () => {
  using restore = await restoring();
  const before = await restore.state();
  const contents = (): string[] =>
    FILES.map((name) => Bun.SHA1.hash(readFileSync(join(restore.options.dataDir, name)), "hex"));
  const contentsBefore = contents();
  await importDatabases(restore.options, silentLog);
  expect(await restore.state()).toEqual({ posts: before.posts - 1, others: 1, schemas: OLD });
  // Cut off here, the next start finds it done.
  await importDatabases(restore.options, silentLog);
  expect((await restore.state()).posts).toBe(before.posts - 1);
  await confirmImport(restore.options);
  expect((await restore.state()).schemas).toEqual([]);
  expect(contents()).toEqual(contentsBefore);
  await using app = await testApp({ options: restore.options });
  const token = await app.superuserToken();
  expect((await app.request("GET", "/api/collections/stats/records", { token })).status).toBe(200);
  expect((await app.request("POST", "/api/collections/teams/records", { token, body: { name: "new" } })).status).toBe(
    200,
  );
}, 120_000);

test("data that can't be used gives its place back", async () => {
  using restore = await restoring();
  const before = await restore.state();
  await importDatabases(restore.options, silentLog);
  await revertImport(restore.options);
  expect(await restore.state()).toEqual(before);
  // Nothing to revert is no mistake.
  await revertImport(restore.options);
  expect(await restore.state()).toEqual(before);
}, 120_000);

test("an import that fails or is cut off leaves the server's data, and what it left is replaced", async () => {
  using restore = await restoring();
  const before = await restore.state();
  await restore.sql.unsafe("CREATE SCHEMA baobox_new; CREATE TABLE baobox_new.posts (a int)");
  await importDatabases(restore.options, silentLog);
  await revertImport(restore.options);
  // The name of a restored collection belongs to another program there.
  await restore.sql.unsafe("DELETE FROM _collections WHERE name = 'comments'");
  const failed = await importDatabases(restore.options, silentLog).catch((error: unknown) => error);
  expect(String(failed)).toContain("already exists");
  await revertImport(restore.options);
  expect(await restore.state()).toEqual(before);
}, 120_000);

test("what was copied before the exchange is what takes the place, unless it is of another backup", async () => {
  using restore = await restoring();
  const before = await restore.state();
  await stageImport(restore.options, silentLog);
  expect(await restore.state()).toEqual({ ...before, schemas: NEW });
  await restore.sql.unsafe("DELETE FROM baobox_new.posts");
  await importDatabases(restore.options, silentLog);
  expect((await restore.state()).posts).toBe(0);
  await revertImport(restore.options);
  await stageImport(restore.options, silentLog);
  await restore.sql.unsafe("DELETE FROM baobox_new.posts");
  utimesSync(join(preparedFolder(restore.options.dataDir), "data.db"), 1, 1);
  await importDatabases(restore.options, silentLog);
  expect((await restore.state()).posts).toBe(before.posts - 1);
  await revertImport(restore.options);
  // A server that was ended before the exchange.
  await stageImport(restore.options, silentLog);
  await removeImportLeftovers(restore.options);
  expect(await restore.state()).toEqual(before);
}, 120_000);

test("a start drops what a confirmed restore has left", async () => {
  using restore = await restoring();
  await importDatabases(restore.options, silentLog);
  await removeImportLeftovers({ ...restore.options, isServer: false });
  expect((await restore.state()).schemas).toEqual(OLD);
  await removeImportLeftovers(restore.options);
  expect((await restore.state()).schemas).toEqual([]);
}, 120_000);
