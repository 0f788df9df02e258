import { Database } from "bun:sqlite";
import { afterAll, describe, expect, mock, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import * as files from "node:fs/promises";
import { join } from "node:path";
import { openApp } from "../../../src/app.ts";
import { decrypt, encrypt } from "../../../src/lib/encrypt.ts";
import type { Logger } from "../../../src/lib/log.ts";
import { failure } from "../../support/failure.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";
import { silentLog, testApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";
import { type OldVersion, shownBy, shownByPocketBase, writeOldDirectory } from "./old-directory.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const FORMER = "before_upgrade";

/** Directories are brought up to date as they are, before a move to PostgreSQL. */
const onSqlite = test.skipIf(isOnPostgres);

const parent = new TemporaryDirectory();
afterAll(() => parent[Symbol.dispose]());

type Rows = Record<string, unknown>[];

function query(file: string, sql: string): Rows {
  using database = new Database(file, { readonly: true });
  return database.query(sql).all() as Rows;
}

/** All tables with their rows, and all other definitions. */
function contentOf(file: string): unknown[] {
  const definitions = query(
    file,
    "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  const tables = definitions.filter(({ type }) => type === "table");
  return [definitions, ...tables.map(({ name }) => query(file, `SELECT * FROM "${String(name)}"`))];
}

/** An old directory, changed by statements. */
async function oldDirectory(name: string, ...statements: string[]): Promise<string> {
  const dir = join(parent.path, name);
  await writeOldDirectory("v0.22", dir);
  using database = new Database(join(dir, "data.db"));
  for (const statement of statements) database.run(statement);
  return dir;
}

async function open(dataDir: string, encryptionKey: string | null = null, log: Logger = silentLog): Promise<void> {
  const app = await openApp({ dataDir, isDevelopment: false, encryptionKey, queryTimeoutMs: 30_000 }, log);
  await app[Symbol.asyncDispose]();
}

onSqlite.each<OldVersion>(["v0.16", "v0.22"])(
  "a directory of %s shows what it shows in PocketBase v0.39",
  async (version) => {
    const parentDir = new TemporaryDirectory();
    using _parentDir = parentDir;
    const dataDir = join(parentDir.path, "pb_data");
    await writeOldDirectory(version, dataDir);
    await using app = await testApp({ options: { dataDir } });
    expect(await shownBy(app)).toEqual(await shownByPocketBase(version));
  },
);

onSqlite(
  "admins and members sign in with the passwords that they had, and what is secret in the settings stays",
  async () => {
    const dataDir = await oldDirectory("sign-in");
    await using app = await testApp({ options: { dataDir } });
    const signIn = async (collection: string, identity: string, password: string): Promise<number> =>
      (await app.request("POST", `/api/collections/${collection}/auth-with-password`, { body: { identity, password } }))
        .status;
    expect(await signIn("_superusers", "root@old.test", "1234567890")).toBe(200);
    expect(await signIn("_superusers", "second@old.test", "1234567890")).toBe(200);
    expect(await signIn("members", "joe@m.test", "12345678901")).toBe(200);
    // Only those may who are verified.
    expect(await signIn("members", "ann@m.test", "12345678901")).toBe(403);

    const { options } = app.collection("members");
    expect(options).toMatchObject({
      authToken: { secret: "recordauthtokensecretrecordauthtoken", duration: 777 },
      verificationTemplate: {
        subject: "Verify me {APP_NAME}",
        body: "<p>go {APP_URL}/my/{TOKEN} and {APP_URL}/my/{TOKEN}</p>",
      },
      oauth2: {
        enabled: true,
        providers: [
          { name: "google", clientSecret: "gsecret" },
          { name: "oidc", clientSecret: "os", pkce: true },
        ],
      },
    });
    expect(app.collection("_superusers").options).toMatchObject({
      authToken: { secret: "adminauthtokensecretadminauthtokensec", duration: 999 },
    });
    const { smtp, s3, backups } = app.context.settings.current();
    expect([smtp.password, s3.secret, backups.s3.secret]).toEqual(["p", "s", "ss"]);
  },
);

test("PocketBase's steps are marked as done beside those of before", async () => {
  const dir = await oldDirectory("marked");
  await open(dir);
  const names = query(join(dir, "data.db"), "SELECT file FROM _migrations").map(({ file }) => String(file));
  expect(names).toContain("1718706525_add_login_alert_column.go");
  expect(names.slice(-7)).toEqual([
    "1640988000_aux_init.go",
    "1717233556_v0.23_migrate.go",
    "1717233557_v0.23_migrate2.go",
    "1717233558_v0.23_migrate3.go",
    "1717233559_v0.23_migrate4.go",
    "1763020353_update_default_auth_alert_templates.go",
    "1778828400_normalize_indexes.go",
  ]);
});

describe("the databases of before", () => {
  test("are kept beside, which the log says, and the directory is brought up to date once", async () => {
    const dir = await oldDirectory("kept");
    const before = contentOf(join(dir, "data.db"));
    const warnings: unknown[] = [];
    const log: Logger = { ...silentLog, warn: (message, data) => warnings.push([message, data]) };
    await open(dir, null, log);
    const [time = "", ...others] = readdirSync(join(dir, FORMER));
    expect(others).toEqual([]);
    const copy = join(dir, FORMER, time);
    expect(warnings).toContainEqual([expect.stringContaining("upgraded the data directory"), { collections: 8, copy }]);
    expect(contentOf(join(copy, "data.db"))).toEqual(before);
    expect(readdirSync(copy).sort()).toEqual(["data.db", "logs.db"]);
    expect(existsSync(join(dir, "logs.db"))).toBe(false);

    const after = contentOf(join(dir, "data.db"));
    await open(dir, null, log);
    expect(contentOf(join(dir, "data.db"))).toEqual(after);
    expect(readdirSync(join(dir, FORMER))).toEqual([time]);
  });

  test("are copied anew where an upgrade was cut off", async () => {
    const dir = await oldDirectory("cut-off");
    mkdirSync(join(dir, FORMER, "20260101000000.unfinished"), { recursive: true });
    writeFileSync(join(dir, FORMER, "20260101000000.unfinished", "data.db"), "half");
    await open(dir);
    expect(readdirSync(join(dir, FORMER))).toEqual([expect.stringMatching(/^\d{14}$/)]);
  });

  test("stay as they are where the disk has no room for a copy", async () => {
    const dir = await oldDirectory("no-room");
    const real = { ...files };
    await mock.module("node:fs/promises", () => ({ ...real, statfs: async () => ({ bavail: 1, bsize: 4096 }) }));
    try {
      expect(String(await failure(open(dir)))).toMatch(/nothing was changed: .* not enough disk space.*4096 are free/);
    } finally {
      await mock.module("node:fs/promises", () => real);
    }
    expect(readdirSync(dir)).not.toContain(FORMER);
    await open(dir);
  });

  test("need no copy where they come from a backup", async () => {
    const dir = await oldDirectory("from-backup");
    await using app = await testApp();
    await app.context.lifecycle.checkDirectory(dir);
    expect(query(join(dir, "data.db"), "SELECT email FROM _superusers")).toHaveLength(2);
    expect(readdirSync(dir).filter((name) => name === FORMER || name.startsWith("logs.db"))).toEqual([]);
  });
});

test.each([
  [
    "a rule that is wrong today",
    "UPDATE _collections SET listRule = 'missing = 1' WHERE name = 'tags'",
    /collection tags: listRule/,
  ],
  [
    "an unknown type of field",
    'UPDATE _collections SET schema = replace(schema, \'"type":"editor"\', \'"type":"hologram"\')',
    /collection everything: the field "editor" has the type "hologram"/,
  ],
  [
    "a view of a former column",
    `UPDATE _collections SET options = '{"query":"SELECT id, passwordHash FROM members"}' WHERE name = 'num_view'`,
    /collection num_view: fields: .*no such column: passwordHash/,
  ],
  [
    "settings of a wrong type",
    `UPDATE _params SET value = '{"meta":{"appName":7}}'`,
    /the settings\.meta\.appName must be a text/,
  ],
  [
    "a field with the name that passwords have today",
    "ALTER TABLE members ADD COLUMN password TEXT",
    /collection members: .*duplicate column name: .*password/,
  ],
  ["no settings", "DELETE FROM _params", /lacks the settings/],
  [
    "the format of before v0.14",
    "ALTER TABLE _collections DROP COLUMN indexes",
    /older than PocketBase v0\.14: open it once with PocketBase v0\.22/,
  ],
])("a directory with %s is refused with the place, and stays as it is", async (name, statement, reason) => {
  const dir = await oldDirectory(name.replaceAll(" ", "-"), statement);
  const before = contentOf(join(dir, "data.db"));
  expect(String(await failure(open(dir)))).toMatch(reason);
  expect(contentOf(join(dir, "data.db"))).toEqual(before);
  expect(readdirSync(dir).filter((entry) => entry === FORMER || entry === "logs.db")).toEqual(["logs.db"]);
});

test("encrypted settings are read with the key and encrypted again", async () => {
  const dir = await oldDirectory("encrypted");
  {
    using database = new Database(join(dir, "data.db"));
    const { value } = database.query("SELECT value FROM _params").get() as { value: string };
    database.run("UPDATE _params SET value = ?", [encrypt(value, KEY)]);
  }
  expect(String(await failure(open(dir)))).toMatch(/nothing was changed: .*--encryptionEnv/);
  expect(String(await failure(open(dir, KEY.toUpperCase())))).toMatch(/can't be decrypted/);
  await open(dir, KEY);
  const [settings] = query(join(dir, "data.db"), "SELECT value FROM _params WHERE id = 'settings'");
  expect(JSON.parse(decrypt(String(settings?.["value"]), KEY))).toMatchObject({ meta: { appName: "Old" } });
});

test("a provider that has ended is left out, which the log says", async () => {
  const dir = await oldDirectory(
    "instagram",
    `UPDATE _params SET value = json_set(value, '$.instagramAuth', json('{"enabled":true,"clientId":"i","clientSecret":"s"}'))`,
  );
  const warnings: unknown[] = [];
  await open(dir, null, { ...silentLog, warn: (_, data) => warnings.push(data) });
  expect(warnings).toContainEqual({ what: expect.stringContaining("the OAuth2 provider instagram") });
  const sql = "SELECT options ->> '$.oauth2.providers[#-1].name' AS last FROM _collections WHERE name = 'members'";
  expect(query(join(dir, "data.db"), sql)).toEqual([{ last: "oidc" }]);
});

test("rows that break an index that is only listed with other words do not keep the directory from opening", async () => {
  const dir = await oldDirectory("case", "UPDATE members SET username = 'JOE' WHERE username = 'ann'");
  await open(dir);
  expect(query(join(dir, "data.db"), "SELECT username FROM members")).toHaveLength(2);
});
