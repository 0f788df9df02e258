import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { openApp } from "../../../src/app.ts";
import { failure } from "../../support/failure.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";
import { testApp } from "../../support/test-app.ts";
import { readWorld, writeDataDirectory } from "../../conformance/recorded-answers.ts";
import { shownBy } from "./old-directory.ts";

/** Of PocketBase before v0.23 and of its users, as directories that have lived through many versions list them. */
const OLD_MIGRATIONS = [
  "1673167670_multi_match_migrate.go",
  "1677152688_rename_authentik_to_oidc.go",
  "1690454337_transform_relations_to_views.go",
  "1691746861_created_view3.js",
  "1702134272_set_default_json_max_size.go",
  "1719427201_updated_users.js",
  "1762785011_update_default_auth_alert_templates.go",
  "1772312824_updated_demo3.js",
];

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

/** Opens and closes it, the new one where it is not there. */
async function open(dir: string): Promise<string> {
  const options = { dataDir: dir, isDevelopment: false, encryptionKey: null, queryTimeoutMs: 30_000 };
  await using _app = await openApp(options, { debug: ignore, info: ignore, warn: ignore, error: ignore });
  return dir;
}

function ignore(): void {}

async function worldDirectory(name: string): Promise<string> {
  const dir = join(parent.path, name);
  writeDataDirectory(await readWorld(), dir);
  return dir;
}

test("a new directory is the one that PocketBase makes, without its index of log messages", async () => {
  const world = await worldDirectory("pocketbase");
  const made = await open(join(parent.path, "baobox"));
  const definitions = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
  for (const file of ["data.db", "auxiliary.db"]) {
    const expected = new Map(query(world, definitions, file).map(({ name, sql }) => [name, sql]));
    const found = query(made, definitions, file);
    expect(found.length).toBe(file === "data.db" ? 19 : 3);
    for (const { name, sql } of found) expect({ name, sql }).toEqual({ name, sql: expected.get(name) });
  }
  const migrations = "SELECT file FROM _migrations ORDER BY file";
  expect(query(made, migrations)).toEqual(query(world, migrations));

  const collections = `SELECT id, name, type, system, fields, indexes, listRule, viewRule, createRule, updateRule, deleteRule, options
    FROM _collections WHERE system OR name = 'users' ORDER BY rowid`;
  const withoutSecrets = (rows: Rows): string => JSON.stringify(rows).replaceAll(/secret\\":\\"\w{50}/g, "secret");
  expect(withoutSecrets(query(made, collections))).toBe(withoutSecrets(query(world, collections)));

  const types = "SELECT id, typeof(value) AS type FROM _params";
  expect(query(made, types)).toEqual(query(world, types));
});

test("secrets of new directories differ", async () => {
  const dirs = [await open(join(parent.path, "first")), await open(join(parent.path, "second"))];
  const sql = "SELECT options ->> '$.authToken.secret' AS secret FROM _collections WHERE type = 'auth'";
  const secrets = dirs.flatMap((dir) => query(dir, sql).map(({ secret }) => secret));
  expect(new Set(secrets).size).toBe(4);
});

test("a directory that was made is opened again as it is", async () => {
  const dir = await open(join(parent.path, "again"));
  const before = contentOf(dir);
  await open(dir);
  expect(contentOf(dir)).toEqual(before);
});

test("PocketBase's directory is opened as it is", async () => {
  const dir = await worldDirectory("world");
  const before = contentOf(dir);
  await open(dir);
  expect(contentOf(dir)).toEqual(before);
});

test("a directory with the migrations of many versions is opened as it is", async () => {
  const dir = await worldDirectory("versions");
  {
    using database = new Database(join(dir, "data.db"));
    const insert = database.query("INSERT INTO _migrations (file, applied) VALUES (?, ?)");
    for (const [index, file] of OLD_MIGRATIONS.entries()) insert.run(file, index);
  }
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

test("a directory of v0.23 to v0.37 shows the same as one of today: what it lacks has its default", async () => {
  const recent = await changed("recent");
  const former = await changed(
    "former",
    "UPDATE _collections SET fields = (SELECT json_group_array(json_remove(value, '$.help')) FROM json_each(fields))",
    "UPDATE _params SET value = json_remove(CAST(value AS TEXT), '$.superuserIPs', '$.meta.accentColor', '$.logs.logAuthId')",
    "DELETE FROM _migrations WHERE file > '1717233559_v0.23_migrate4.go'",
  );
  await using app = await testApp({ options: { dataDir: recent } });
  await using formerApp = await testApp({ options: { dataDir: former } });
  expect(await shownBy(formerApp)).toEqual(await shownBy(app));
});

test.each([
  [
    "older than v0.23",
    "DELETE FROM _migrations",
    /release candidate of PocketBase v0\.23\.0: open it once with PocketBase v0\.39/,
  ],
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
    "CREATE INDEX by_name ON users (name)",
  );
  const before = contentOf(dir);
  expect(await failure(open(dir))).toBeInstanceOf(Error);
  expect(contentOf(dir)).toEqual(before);
});
