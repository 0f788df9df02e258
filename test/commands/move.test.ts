import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { moveDatabase, type Place } from "../../src/commands/move-database.ts";
import { readWorld, writeDataDirectory } from "../conformance/recorded-answers.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { ServerProcess, runProgram, TemporaryDirectory } from "../support/server-process.ts";
import { silentLog } from "../support/test-app.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
}, 120_000);

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const options = { log: silentLog };
const directory = (path: string): Place => ({ kind: "directory", path });

interface Content {
  /** What makes tables, indexes and views. */
  readonly schema: readonly { readonly name: string }[];
  /** Type and bytes of each value, by table. */
  readonly rows: Readonly<Record<string, unknown>>;
}

function contentOf(file: string): Content {
  using database = new Database(file, { readonly: true });
  const schema = database
    .query("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all() as {
    type: string;
    name: string;
    sql: string;
  }[];
  const tables = schema.filter(({ type }) => type === "table");
  const rows = tables.map(({ name }): [string, unknown] => {
    const columns = database.query(`SELECT name FROM pragma_table_info('${name}') ORDER BY name`).all() as {
      name: string;
    }[];
    // PocketBase stores settings as bytes, which become the text that they are.
    const values = columns
      .map((column) => `replace(typeof("${column.name}"), 'blob', 'text'), hex("${column.name}")`)
      .join(", ");
    return [name, database.query(`SELECT rowid, ${values} FROM "${name}" ORDER BY rowid`).values()];
  });
  return {
    schema: schema.map(({ type, name, sql }) => ({ type, name, sql: type === "table" ? columnsOf(sql) : sql })),
    rows: Object.fromEntries(rows),
  };
}

/** Columns that were added later stand at the end of a table; in the copy all are in the order of their names. */
function columnsOf(sql: string): string[] {
  const columns = sql.slice(sql.indexOf("(") + 1, -1).split(/,\s+(?=[`"\w]+\s+[A-Z])/);
  return columns.map((column) => column.trim().replaceAll('"lead"', "`lead`")).toSorted();
}

test("a data directory of PocketBase comes back from PostgreSQL with every byte", async () => {
  using folder = new TemporaryDirectory();
  const [from, to] = [join(folder.path, "from"), join(folder.path, "to")];
  mkdirSync(from);
  writeDataDirectory(await readWorld(), from);
  const url = await server.createDatabase();
  const there = await moveDatabase(directory(from), { kind: "server", url }, options);
  expect(there.lines()).toEqual([]);
  const back = await moveDatabase({ kind: "server", url }, directory(to), options);
  expect(back.lines()).toEqual([]);
  expect(back.rows).toBe(there.rows);
  expect(there.rows).toBeGreaterThan(150);
  expect(readdirSync(to).toSorted()).toEqual(["auxiliary.db", "data.db"]);
  for (const file of ["data.db", "auxiliary.db"]) {
    const [before, after] = [contentOf(join(from, file)), contentOf(join(to, file))];
    for (const [table, rows] of Object.entries(before.rows))
      expect({ table, rows: after.rows[table] }).toEqual({ table, rows });
    // Which Baobox makes no more.
    const isKept = ({ name }: { name: string }): boolean => name !== "idx_logs_message";
    expect(after.schema.filter(isKept)).toEqual(before.schema.filter(isKept));
  }
}, 120_000);

test("what PostgreSQL can't hold is changed and told", async () => {
  using folder = new TemporaryDirectory();
  const from = join(folder.path, "from");
  mkdirSync(from);
  writeDataDirectory(await readWorld(), from);
  {
    using database = new Database(join(from, "data.db"));
    const [first] = database.query("SELECT id FROM posts ORDER BY rowid").values()[0] as [string];
    database
      .query("UPDATE posts SET title = 'a' || char(0) || 'b', meta = 'no json', labels = '' WHERE id = ?")
      .run(first);
    database.run("CREATE TABLE mine (a)");
    database
      .query(
        "UPDATE _collections SET options = json_set(options, '$.viewQuery', 'SELECT id, soundex(title) AS s FROM posts') WHERE rowid = (SELECT min(rowid) FROM _collections WHERE type = 'view')",
      )
      .run();
  }
  const url = await server.createDatabase();
  const report = await moveDatabase(directory(from), { kind: "server", url }, options);
  expect(report.lines()).toContain("posts.title: NUL removed (1 value)");
  expect(report.lines()).toContain("posts.meta: no JSON: kept as a JSON text (1 value)");
  expect(report.lines()).toContain("posts.labels: empty: the default of its column (1 value)");
  expect(report.lines()).toContain("table mine belongs to no collection and was left out");
  expect(report.views.map(({ reason }) => reason).join("\n")).toContain(
    "line 1, column 12: the function soundex() is unknown or has no translation",
  );
}, 120_000);

test("a target that is not empty, or a move that fails, is left as it was", async () => {
  using folder = new TemporaryDirectory();
  const [from, to] = [join(folder.path, "from"), join(folder.path, "to")];
  mkdirSync(from);
  writeDataDirectory(await readWorld(), from);
  const url = await server.createDatabase();
  {
    await using sql = new SQL(url, { max: 1 });
    await sql.unsafe(`CREATE TABLE comments (mine int)`);
    const failed = await moveDatabase(directory(from), { kind: "server", url }, options).catch(
      (error: unknown) => error,
    );
    expect(String(failed)).toContain(`relation "comments" already exists`);
    const tables = await sql.unsafe("SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'baobox_logs')");
    expect([...(tables as unknown[])]).toEqual([{ tablename: "comments" }]);
    await sql.unsafe(`DROP TABLE comments`);
  }
  await moveDatabase(directory(from), { kind: "server", url }, options);
  const again = await moveDatabase(directory(from), { kind: "server", url }, options).catch((error: unknown) => error);
  expect(String(again)).toContain("the target is not empty");
  const occupied = await moveDatabase({ kind: "server", url }, directory(from), options).catch(
    (error: unknown) => error,
  );
  expect(String(occupied)).toContain("exists: move it away");
  const missing = await moveDatabase(
    { kind: "server", url: await server.createDatabase() },
    directory(to),
    options,
  ).catch((error: unknown) => error);
  expect(String(missing)).toContain("the source holds no collections");
  expect(existsSync(join(to, "data.db"))).toBe(false);
}, 120_000);

test("the command says what it did and what comes next", async () => {
  using folder = new TemporaryDirectory();
  const from = join(folder.path, "from");
  mkdirSync(from);
  writeDataDirectory(await readWorld(), from);
  const url = await server.createDatabase();
  const moved = await runProgram(["move", from, url]);
  expect(moved.stderr).toBe("");
  expect(moved.stdout).toMatch(/^Copied [\d,]+ rows of \d+ tables in \d+ s\.\nUploaded files stay in /);
  expect(moved.exitCode).toBe(0);
  const mark = join(from, "moved-to-postgres");
  const place = new URL(url).host + new URL(url).pathname;
  expect(await Bun.file(mark).text()).toBe(`${place}\n`);
  const warning = `the data of ${from} was moved to PostgreSQL (${place}), and the server runs on what is left here: pass --database`;
  {
    await using old = await ServerProcess.start({ dir: from });
    expect((await old.output()).split(warning)).toHaveLength(2);
  }
  {
    await using now = await ServerProcess.start({ dir: from, args: ["--database", url] });
    expect(await now.output()).not.toContain("was moved");
  }
  rmSync(mark);
  await using kept = await ServerProcess.start({ dir: from });
  expect(await kept.output()).not.toContain("was moved");
  const wrong = await runProgram(["move", from, "postgres://user:secret@"]);
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stderr).toContain("TO: the database");
  expect(wrong.stderr).not.toContain("secret");
  const both = await runProgram(["move", from, join(folder.path, "to")]);
  expect(both.stderr).toContain("both are data directories");
}, 120_000);

test("a restore into PostgreSQL leaves the databases in the directory and what is not in the backup", async () => {
  using folder = new TemporaryDirectory();
  const from = join(folder.path, "from");
  mkdirSync(from);
  writeDataDirectory(await readWorld(), from);
  const url = await server.createDatabase();
  await moveDatabase(directory(from), { kind: "server", url }, options);
  const files = ["data.db", "auxiliary.db"].map((name) => join(from, name));
  const before = files.map(contentOf);
  const args = ["--dir", from, "--database", url];
  expect((await runProgram(["backup", "create", "one.zip", ...args])).exitCode).toBe(0);
  await Bun.write(join(from, "own.txt"), "mine");
  await Bun.write(join(from, "storage/later/file.txt"), "of a record that is not in the backup");
  const { stdout, stderr, exitCode } = await runProgram(["backup", "restore", "one.zip", ...args]);
  expect([stderr, exitCode]).toEqual(["", 0]);
  expect(stdout).toContain(
    `\ndata.db and auxiliary.db in ${from} stayed as before: the restored data is in PostgreSQL\n`,
  );
  expect(files.map(contentOf)).toEqual(before);
  expect(await Bun.file(join(from, "own.txt")).text()).toBe("mine");
  expect(existsSync(join(from, "storage/later"))).toBe(false);
  expect(readdirSync(from).filter((name) => name.startsWith(".baobox_restore"))).toEqual([]);

  // A restore in the dashboard does the same.
  await runProgram(["superuser", "upsert", "root@example.com", "1234567890", ...args]);
  await using running = await ServerProcess.start({ dir: from, args: ["--database", url] });
  const post = (path: string, body: object, authorization = ""): Promise<Response> =>
    fetch(running.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body: JSON.stringify(body),
    });
  const account = { identity: "root@example.com", password: "1234567890" };
  const signedIn = await post("/api/collections/_superusers/auth-with-password", account);
  const { token } = (await signedIn.json()) as { token: string };
  expect((await post("/api/backups/one.zip/restore", {}, token)).status).toBe(204);
  await running.says(`in ${from} stayed as before: the restored data is in PostgreSQL`);
  await running.says("the server runs with the restored data");
  expect(files.map(contentOf)).toEqual(before);
  expect(await Bun.file(join(from, "own.txt")).text()).toBe("mine");
}, 120_000);

test("a view that is PostgreSQL's own is no fault of a copy for SQLite", async () => {
  using folder = new TemporaryDirectory();
  const [from, to] = [join(folder.path, "from"), join(folder.path, "to")];
  mkdirSync(from);
  writeDataDirectory(await readWorld(), from);
  const url = await server.createDatabase();
  await moveDatabase(directory(from), { kind: "server", url }, options);
  await using sql = new SQL(url, { max: 1 });
  const viewOptions = JSON.stringify({ viewQuery: "-- postgres\nSELECT id FROM posts WHERE id ~ '^a'" });
  await sql.unsafe(`UPDATE _collections SET options = '${viewOptions.replaceAll("'", "''")}' WHERE name = 'stats'`);
  const report = await moveDatabase({ kind: "server", url }, directory(to), options);
  expect(report.lines()).toEqual([
    'view stats begins with "-- postgres" and works on PostgreSQL only: the copy holds its definition',
  ]);
}, 120_000);
