import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Engine } from "../../../src/database/engine.ts";
import type { StatementWatch } from "../../../src/database/statement-watch.ts";
import { rejection, temporaryEngine } from "./temporary-engine.ts";

let temporary: Awaited<ReturnType<typeof temporaryEngine>>;
let watch: StatementWatch;

beforeAll(async () => {
  temporary = await temporaryEngine();
  const { engine } = temporary;
  watch = watchOf(engine);
  await engine.run("CREATE TABLE users (id TEXT PRIMARY KEY NOT NULL, name TEXT, email TEXT)");
  await engine.run(
    "CREATE TABLE posts (id TEXT PRIMARY KEY NOT NULL, title TEXT, author TEXT, status TEXT, number NUMERIC, created TEXT, " +
      "active BOOLEAN, tags JSON)",
  );
  await engine.run("CREATE TABLE few (id TEXT PRIMARY KEY NOT NULL, name TEXT)");
  await engine.run("CREATE INDEX posts_status ON posts (status)");
  await engine.run("CREATE VIEW recent AS SELECT * FROM (SELECT id, author, created FROM posts)");
  const numbers = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?)";
  await engine.run(
    `${numbers} INSERT INTO users SELECT 'u' || i, 'name ' || i, 'u' || i || '@example.com' FROM c`,
    [2000],
  );
  await engine.run(
    `${numbers} INSERT INTO posts SELECT 'p' || i, 'title ' || i, 'u' || (i % 2000), 's' || (i % 5), i % 1000, ` +
      "'2026-' || (i * 7919 % 20011), i % 2, '[]' FROM c",
    [20_000],
  );
});

afterAll(() => temporary[Symbol.asyncDispose]());

function watchOf({ watch: found }: Engine): StatementWatch {
  if (found === null) throw new Error("the engine watches nothing");
  return found;
}

/** The proposed columns, each index as "table: a, b DESC". */
async function proposed(sql: string): Promise<string[]> {
  const { proposals } = await watch.advise(sql);
  return proposals.map(({ table, columns }) => {
    const names = columns.map(({ name, sort, collate }) =>
      [name, collate, sort].filter((word) => word !== "").join(" "),
    );
    return `${table}: ${names.join(", ")}`;
  });
}

const clock = `baobox_deadline("posts"."_rowid_")`;

test.each([
  ["equality", `SELECT * FROM posts WHERE ${clock} AND "posts"."author" = ?1`, ["posts: author"]],
  [
    "equality before the order",
    `SELECT * FROM posts WHERE ${clock} AND author = ?1 ORDER BY "posts"."created" DESC LIMIT CAST(?2 AS INTEGER)`,
    ["posts: author, created"],
  ],
  [
    "equality before a range",
    "SELECT COUNT(*) FROM posts WHERE number > (?2 + 0.0) AND author = ?1",
    ["posts: author, number"],
  ],
  ["an order alone", "SELECT * FROM posts ORDER BY created DESC LIMIT 30", ["posts: created"]],
  [
    "an order of both directions",
    "SELECT * FROM posts ORDER BY created DESC, title ASC LIMIT 30",
    ["posts: created DESC, title"],
  ],
  [
    "an order that ends with that of insertion",
    `SELECT * FROM posts WHERE author = ?1 ORDER BY created, "posts"."_rowid_" LIMIT 30`,
    ["posts: author, created"],
  ],
  ["either of two", "SELECT * FROM posts WHERE (author = ?1 OR title = ?2)", ["posts: title", "posts: author"]],
  [
    "a back relation",
    `SELECT users.* FROM users WHERE users.name IS NOT ?2 AND EXISTS (SELECT 1 FROM (SELECT 1) "__s" LEFT JOIN "posts" "p" ` +
      `ON "p"."author" = "users"."id" WHERE "p"."title" = ?1)`,
    ["posts: title"],
  ],
  [
    "a relation",
    `SELECT posts.* FROM posts LEFT JOIN users u ON u.id = posts.author WHERE u.email = ?1`,
    ["posts: author", "users: email"],
  ],
  ["without regard to case", "SELECT * FROM users WHERE email = ?1 COLLATE NOCASE", ["users: email NOCASE"]],
  ["a view", `SELECT * FROM "recent" WHERE "recent"."author" = ?1`, ["posts: author"]],
  ["a list of values", "SELECT * FROM posts WHERE author IN (?1, ?2)", ["posts: author"]],
  ["an order beside a search within texts", "SELECT * FROM posts WHERE title LIKE ?1 ORDER BY created LIMIT 30", []],
  [
    "a common value before the order",
    "SELECT * FROM posts WHERE active = 1 ORDER BY created LIMIT 30",
    ["posts: active, created"],
  ],
  [
    "a common value before the order, where texts are searched",
    "SELECT * FROM posts WHERE active = 1 AND title LIKE ?1 ORDER BY created LIMIT 30",
    [],
  ],
  [
    "a rare value before the order, where texts are searched",
    "SELECT * FROM posts WHERE author = ?2 AND title LIKE ?1 ORDER BY created LIMIT 30",
    ["posts: author, created"],
  ],
  ["what an index serves", "SELECT * FROM users WHERE id = ?1", []],
])("an index for %s", async (_, sql, indexes) => {
  expect((await proposed(sql)).sort()).toEqual([...indexes].sort());
});

test.each([
  ["pattern", "SELECT * FROM posts WHERE title LIKE ?1 ESCAPE '\\'"],
  ["expression", "SELECT * FROM posts WHERE lower(title) = ?1"],
  ["list", "SELECT * FROM posts WHERE EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?1)"],
  ["common", "SELECT * FROM posts WHERE active = 1"],
  ["small", "SELECT * FROM few WHERE name = ?1"],
  ["random", "SELECT * FROM posts ORDER BY RANDOM() LIMIT 10"],
  ["unconditional", "SELECT * FROM posts"],
])("no index, because of: %s", async (obstacle, sql) => {
  const { proposals, obstacles } = await watch.advise(sql);
  expect(proposals).toEqual([]);
  expect(obstacles).toContain(obstacle as (typeof obstacles)[number]);
});

test("a search within texts that is sorted has no other obstacle", async () => {
  const { obstacles } = await watch.advise("SELECT * FROM posts WHERE title LIKE ?1 ORDER BY created LIMIT 30");
  expect(obstacles).toEqual(["pattern"]);
});

test("a proposal says what it is against, and how many rows are left", async () => {
  const sql = "SELECT * FROM posts WHERE author = ?1 ORDER BY created LIMIT 30";
  const { problems, proposals, indexes, plan } = await watch.advise(sql);
  expect(problems).toEqual([
    { kind: "scan", table: "posts" },
    { kind: "sort", table: "posts" },
  ]);
  expect(indexes).toEqual([]);
  expect(plan).toBe("SCAN posts\nUSE TEMP B-TREE FOR ORDER BY");
  const [proposal] = proposals;
  expect(proposal).toMatchObject({ tableRows: 20_000, against: problems });
  // 10 rows have the same author; the sample makes it 12.
  expect(proposal?.rowsOfValue).toBeWithin(5, 20);
});

test("what is proposed is what the database then uses", async () => {
  await using other = await temporaryEngine();
  const { engine } = other;
  await engine.run("CREATE TABLE items (id TEXT PRIMARY KEY NOT NULL, owner TEXT, created TEXT)");
  await engine.run(
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 5000) INSERT INTO items SELECT 'i' || i, " +
      "'o' || (i % 500), i * 7919 % 5003 FROM c",
  );
  const sql = "SELECT * FROM items WHERE owner = ? ORDER BY created LIMIT 30";
  const own = watchOf(engine);
  const [index] = (await own.advise(sql)).proposals;
  if (index === undefined) throw new Error("nothing is proposed");
  const parts = {
    unique: false,
    optional: false,
    schemaName: "",
    indexName: "proposed",
    tableName: index.table,
    where: "",
  };
  await engine.run(engine.dialect.schema.createIndex({ ...parts, columns: index.columns }));
  expect(await own.advise(sql)).toMatchObject({ problems: [], proposals: [], indexes: ["proposed"] });
  expect(await own.plainIndexes()).toEqual([
    { name: "proposed", table: "items", sql: expect.stringContaining("`owner`") },
  ]);
});

test("indexes that are unique or a key's are not among the plain ones", async () => {
  await using other = await temporaryEngine();
  const { engine } = other;
  await engine.transaction(async (transaction) => {
    for (let number = 0; number < 200; number++) {
      await transaction.run(`CREATE TABLE t${number} (id TEXT PRIMARY KEY NOT NULL, a TEXT, b TEXT UNIQUE)`);
      await transaction.run(`create unique index u${number} ON t${number} (a)`);
      if (number % 10 === 0) await transaction.run(`create index i${number} ON t${number} (a)`);
    }
  });
  const found = await watchOf(engine).plainIndexes();
  expect(found.length).toBe(20);
  expect(found[1]).toEqual({ name: "i10", table: "t10", sql: "CREATE INDEX i10 ON t10 (a)" });
});

test("a statement that can't be run is refused", async () => {
  expect((await rejection(watch.advise("SELECT * FROM absent"))).message).toContain("no such table");
  expect((await rejection(watch.advise("SELECT FROM WHERE"))).message).toContain("syntax error");
});
