import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { cpSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { failure } from "../../support/failure.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";
import { openDirectory, TemporaryApp } from "../../support/temporary-app.ts";

const BASE = resolve(import.meta.dir, "../../../../shared/conformance/scenarios/base");

const parent = new TemporaryDirectory();
afterAll(() => parent[Symbol.dispose]());

type Rows = Record<string, unknown>[];

function query(dir: string, sql: string, file = "data.db"): Rows {
  using database = new Database(join(dir, file), { readonly: true });
  return database.query(sql).all() as Rows;
}

/** Everything that a directory holds, but for the tables that are there for the planner only. */
function contentOf(dir: string): Rows[] {
  const tables = query(dir, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  const content = tables.map(({ name }) => query(dir, `SELECT * FROM "${String(name)}"`));
  return [query(dir, "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"), ...content];
}

async function open(dir: string): Promise<void> {
  await using _app = await openDirectory(dir);
}

test("a new directory is the one that PocketBase makes", async () => {
  await using world = await TemporaryApp.open("world");
  await using app = await TemporaryApp.open();
  const definitions = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
  for (const file of ["data.db", "auxiliary.db"]) {
    const expected = new Map(query(world.dir, definitions, file).map(({ name, sql }) => [name, sql]));
    const made = query(app.dir, definitions, file);
    expect(made.length).toBe(file === "data.db" ? 19 : 4);
    for (const { name, sql } of made) expect({ name, sql }).toEqual({ name, sql: expected.get(name) });
  }
  const migrations = "SELECT file FROM _migrations ORDER BY file";
  expect(query(app.dir, migrations)).toEqual(query(world.dir, migrations));

  const collections = `SELECT id, name, type, system, fields, indexes, listRule, viewRule, createRule, updateRule, deleteRule, options
    FROM _collections WHERE system OR name = 'users' ORDER BY rowid`;
  const withoutSecrets = (rows: Rows): string => JSON.stringify(rows).replaceAll(/secret\\":\\"\w{50}/g, "secret");
  expect(withoutSecrets(query(app.dir, collections))).toBe(withoutSecrets(query(world.dir, collections)));

  const types = "SELECT id, typeof(value) AS type FROM _params";
  expect(query(app.dir, types)).toEqual(query(world.dir, types));
});

test("secrets of new directories differ", async () => {
  await using one = await TemporaryApp.open();
  await using two = await TemporaryApp.open();
  const secrets = [one, two].flatMap(({ context }) =>
    context.collections.current().all.flatMap((item) => (item.type === "auth" ? [item.options.authToken.secret] : [])),
  );
  expect(new Set(secrets).size).toBe(4);
});

test("a directory that was made is opened again as it is", async () => {
  await using app = await TemporaryApp.open();
  const before = contentOf(app.dir);
  await app.reopen();
  expect(contentOf(app.dir)).toEqual(before);
});

test("PocketBase's directory is opened as it is", async () => {
  const dir = join(parent.path, "world");
  await using world = await TemporaryApp.open("world");
  cpSync(world.dir, dir, { recursive: true });
  const before = contentOf(dir);
  await open(dir);
  expect(contentOf(dir)).toEqual(before);
});

test.skipIf(!existsSync(BASE))("a directory with the migrations of many versions is opened as it is", async () => {
  const dir = join(parent.path, "base");
  cpSync(BASE, dir, { recursive: true });
  const before = contentOf(dir);
  await open(dir);
  expect(contentOf(dir)).toEqual(before);
});

/** A copy of a new directory, changed by statements. */
async function changed(name: string, ...statements: string[]): Promise<string> {
  const dir = join(parent.path, name);
  await open(dir);
  using database = new Database(join(dir, "data.db"));
  for (const statement of statements) database.run(statement);
  return dir;
}

const OLD_BODY = [
  "<p>Hello,</p>",
  "<p>We noticed a login to your {APP_NAME} account from a new location.</p>",
  "<p>If this was you, you may disregard this email.</p>",
  "<p><strong>If this wasn''t you, you should immediately change your {APP_NAME} account password to revoke access from all other locations.</strong></p>",
  "<p>",
  "  Thanks,<br/>",
  "  {APP_NAME} team",
  "</p>",
].join("\n");

test("a directory of v0.23 gets what later versions changed, and keeps the rows of users' migrations", async () => {
  const dir = await changed(
    "v023",
    "DELETE FROM _migrations WHERE file > '1717233559_v0.23_migrate4.go'",
    "INSERT INTO _migrations VALUES ('1790000000_mine.js', 1), ('1790000001_mine.go', 2)",
    `UPDATE _collections SET options = json_set(options, '$.authAlert.emailTemplate.body', '${OLD_BODY}') WHERE name = 'users'`,
    "CREATE INDEX by_name ON users (name)",
    "CREATE UNIQUE INDEX second_email ON users (email)",
  );
  await open(dir);
  const [users] = query(dir, "SELECT options, indexes FROM _collections WHERE name = 'users'");
  expect(String(users?.["options"])).toContain("{ALERT_INFO}");
  expect(JSON.parse(String(users?.["indexes"]))).toContain("CREATE INDEX `by_name` ON `users` (`name`)");
  const indexes = query(dir, "SELECT name FROM sqlite_master WHERE tbl_name = 'users' AND sql LIKE 'CREATE%INDEX%'");
  expect(new Set(indexes.map(({ name }) => name))).toEqual(
    new Set(["by_name", "idx_email__pb_users_auth_", "idx_tokenKey__pb_users_auth_"]),
  );
  const files = query(dir, "SELECT file FROM _migrations").map(({ file }) => file);
  expect(files).toContain("1778828400_normalize_indexes.go");
  expect(files).toContain("1790000000_mine.js");
  expect(files).toContain("1790000001_mine.go");
});

test.each([
  ["older than v0.23", "DELETE FROM _migrations", /older than PocketBase v0\.23/],
  ["an unknown column", "ALTER TABLE _collections ADD extra TEXT", /newer version.*extra/],
  [
    "an unknown collection type",
    "UPDATE _collections SET type = 'graph' WHERE name = 'users'",
    /newer version.*users.*graph/,
  ],
  [
    "an unknown field type",
    `UPDATE _collections SET fields = replace(fields, '"type":"file"', '"type":"hologram"')`,
    /newer version.*users.*hologram/,
  ],
  ["missing system collections", "DELETE FROM _collections WHERE name = '_mfas'", /lacks the collections _mfas/],
])("a directory with %s is refused with a reason and stays as it is", async (name, statement, reason) => {
  const dir = await changed(name.replaceAll(" ", "-"), statement);
  const before = contentOf(dir);
  const error = await failure(open(dir));
  expect(String(error)).toMatch(reason);
  expect(contentOf(dir)).toEqual(before);
});

test("a step that fails undoes the steps before it", async () => {
  const dir = await changed(
    "half",
    "DELETE FROM _migrations WHERE file > '1717233559_v0.23_migrate4.go'",
    `UPDATE _collections SET options = json_set(options, '$.authAlert.emailTemplate.body', '${OLD_BODY}') WHERE name = 'users'`,
    `UPDATE _collections SET indexes = '["create index broken on users (missing)"]' WHERE name = 'users'`,
  );
  const before = contentOf(dir);
  expect(await failure(open(dir))).toBeInstanceOf(Error);
  expect(contentOf(dir)).toEqual(before);
});
