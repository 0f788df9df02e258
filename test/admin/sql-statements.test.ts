import { expect, test } from "bun:test";
import { readStatements } from "../../admin/pages/sql/sql-statements.ts";

const texts = (script: string): string[] => readStatements(script).map(({ text }) => text);

test("a script is split at what ends a statement, not within texts, names, comments and triggers", () => {
  expect(texts("SELECT 1; SELECT 2")).toEqual(["SELECT 1", "SELECT 2"]);
  expect(texts("SELECT 'a;b', \"c;d\", `e;f`, [g;h]; SELECT 2;")).toEqual([
    "SELECT 'a;b', \"c;d\", `e;f`, [g;h]",
    "SELECT 2",
  ]);
  expect(texts("SELECT 'it''s;'; -- one; two\n/* three; */ SELECT 2")).toHaveLength(2);
  expect(texts(" ;; -- nothing\n /* at all */ ;")).toEqual([]);
  // Not closed: all of it is one.
  expect(texts("SELECT 'a; DROP TABLE x")).toHaveLength(1);
  expect(texts("SELECT 1 /* a; DROP TABLE x")).toHaveLength(1);
  const trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; UPDATE c SET d = 1; END";
  expect(texts(`${trigger}; SELECT 1`)).toEqual([trigger, "SELECT 1"]);
});

test.each([
  ["SELECT * FROM posts", "SELECT", "posts", false, false],
  ["delete from posts", "DELETE", "posts", true, true],
  ["DELETE FROM `posts` WHERE id = 1", "DELETE", "posts", true, false],
  ["DELETE FROM posts -- WHERE id = 1", "DELETE", "posts", true, true],
  ["UPDATE OR IGNORE posts SET title = 'WHERE'", "UPDATE", "posts", true, true],
  ["DROP TABLE IF EXISTS [posts]", "DROP", "posts", true, false],
  ["ALTER TABLE posts DROP COLUMN title", "ALTER", "posts", true, false],
  ["INSERT INTO posts VALUES (1)", "INSERT", "posts", false, false],
  ["INSERT OR REPLACE INTO posts VALUES (1)", "INSERT", "posts", true, false],
  ["REPLACE INTO posts VALUES (1)", "REPLACE", "posts", true, false],
  ["WITH old AS (SELECT id FROM posts) DELETE FROM posts WHERE id IN old", "DELETE", "posts", true, false],
  ["/* note */ UPDATE posts SET n = 1", "UPDATE", "posts", true, true],
] as const)("what is destroyed is noticed: %s", (script, verb, target, isDestructive, isUnlimited) => {
  const [statement] = readStatements(script);
  expect(statement).toMatchObject({ verb, isDestructive, isUnlimited });
  if (verb !== "SELECT") expect(statement?.target).toBe(target);
});

test("a condition of another query is none of the statement's own", () => {
  const [first] = readStatements("UPDATE posts SET n = (SELECT max(n) FROM other WHERE other.id = posts.id)");
  expect(first?.isUnlimited).toBe(true);
  const [second] = readStatements("WITH some AS (SELECT id FROM x WHERE a = 1) DELETE FROM posts");
  expect(second?.isUnlimited).toBe(true);
});

test("a case within a trigger does not end it", () => {
  const trigger =
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE c SET d = CASE WHEN 1 THEN 2 END; DELETE FROM b; END";
  expect(texts(`${trigger}; SELECT 1`)).toEqual([trigger, "SELECT 1"]);
});
