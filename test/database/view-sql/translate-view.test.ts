import { expect, test } from "bun:test";
import { translateView } from "../../../src/database/view-sql/translate-view.ts";
import { ViewSqlError } from "../../../src/database/view-sql/view-sql-error.ts";
import { findTable } from "./two-engines.ts";

function translated(query: string): string {
  return translateView(query, findTable).sql;
}

function errorOf(query: string): string {
  try {
    translated(query);
  } catch (error) {
    if (error instanceof ViewSqlError) return error.message;
    throw error;
  }
  return "";
}

test("names are those of the tables, and rows come as they were inserted", () => {
  expect(translated("select ID, P.Title from Posts P")).toBe(
    `SELECT "P"."id" AS "id", "P"."title" AS "title" FROM "posts" AS "P" ORDER BY "P"."_rowid_"`,
  );
});

test("the order of a view is one that indexes have, and leaves out what is joined by its key", () => {
  const order = (query: string): string | undefined => / ORDER BY (.*)$/.exec(translated(query))?.[1];
  expect(order("SELECT c.id, p.title FROM comments c LEFT JOIN posts p ON p.id = c.post AND p.published")).toBe(
    `"c"."_rowid_"`,
  );
  expect(order("SELECT p.id, c.text FROM posts p JOIN comments c ON c.post = p.id")).toBe(
    `"p"."_rowid_", "c"."_rowid_"`,
  );
  expect(order("SELECT p.id FROM posts p JOIN comments c ON p.id = c.post OR c.id = p.id")).toBe(
    `"p"."_rowid_", "c"."_rowid_"`,
  );
  expect(order("SELECT id, count(*) AS n FROM posts GROUP BY id")).toBe(`"posts"."id"`);
  expect(order("SELECT meta AS id, count(*) AS n FROM posts GROUP BY meta")).toBe(`"posts"."meta" NULLS FIRST`);
});

test("comparisons stay such that indexes are used", () => {
  const where = (condition: string): string | undefined =>
    / WHERE (.*) ORDER BY/.exec(translated(`SELECT id FROM posts WHERE ${condition}`))?.[1];
  expect(where("published = 1")).toBe(`"posts"."published"`);
  expect(where("published = 0")).toBe(`(NOT "posts"."published")`);
  expect(where("views == '5'")).toBe(`("posts"."views" = 5::float8)`);
  expect(where("views > 5")).toBe(`("posts"."views" > 5::float8)`);
  expect(where("title IS NOT ''")).toBe(`("posts"."title" <> (''::text COLLATE "C"))`);
  expect(where(`title != "alpha"`)).toBe(`("posts"."title" <> ('alpha'::text COLLATE "C"))`);
});

test("columns tell their kinds", () => {
  const { columns } = translateView(
    "SELECT id, published, published = 1 AS flag, views, count(*) AS n, avg(views) AS a, meta ->> 'a' AS m, meta FROM posts GROUP BY id",
    findTable,
  );
  expect(columns?.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "id text",
    "published boolean",
    "flag int",
    "views number",
    "n int",
    "a real",
    "m dynamic",
    "meta json",
  ]);
});

test("a first line says that the query is PostgreSQL's own", () => {
  const query = "-- postgres\nSELECT id, title[1:2] FROM posts";
  expect(translateView(query, findTable)).toEqual({ sql: query, columns: null });
  expect(errorOf("-- postgresql\nSELECT id FROM nowhere")).toBe("line 2, column 16: no such table: nowhere");
});

test.each([
  ["SELECT id, nothing FROM posts", "line 1, column 12: no such column: nothing"],
  ["SELECT id\nFROM nowhere", "line 2, column 6: no such table: nowhere"],
  ["SELECT p.id FROM posts", "line 1, column 8: no such column: p.id"],
  ["SELECT id FROM posts, authors", "line 1, column 8: ambiguous column name: id"],
  [
    "SELECT id,\n  soundex(title) FROM posts",
    "line 2, column 3: the function soundex() is unknown or has no translation",
  ],
  ["SELECT id, json_set(meta, '$.a', 1) FROM posts", "line 1, column 12: json_set() has no translation"],
  [
    "SELECT id, constructor(1) FROM posts",
    "line 1, column 12: the function constructor() is unknown or has no translation",
  ],
  [
    "SELECT id, json_extract(meta, '$.' || title) FROM posts",
    "line 1, column 36: json_extract() needs a path that is a text in single quotes",
  ],
  ["SELECT id, abs(1, 2) FROM posts", "line 1, column 12: wrong number of arguments to function abs()"],
  ["SELECT id FROM posts WHERE title REGEXP 'a'", "line 1, column 34: no such function: REGEXP"],
  [
    "SELECT id FROM posts WHERE (id, title) = (1, 2)",
    "line 1, column 28: comparisons of several values in parentheses have no translation; compare them one by one with AND",
  ],
  ["SELECT id FROM posts WHERE id = ?", "line 1, column 33: a view has no parameters"],
  ["SELECT id FROM posts LIMIT views", "line 1, column 28: LIMIT and OFFSET need whole numbers"],
  ["SELECT id FROM posts, json_tree(meta)", "line 1, column 23: json_tree() as a table has no translation"],
  [
    "SELECT id FROM posts UNION SELECT id, title FROM posts",
    "line 1, column 1: SELECTs to the left and right of a compound do not have the same number of result columns",
  ],
  [
    "SELECT DISTINCT kind AS id FROM posts ORDER BY views",
    "line 1, column 48: ORDER BY of a DISTINCT or combined query needs a column of its result",
  ],
  ["SELECT id FROM posts WHERE", "line 1, column 27: syntax error: expected an expression, found the end of the query"],
  ["SELECT 'x FROM posts", "line 1, column 8: the quote ' has no end"],
  ["DELETE FROM posts", "line 1, column 1: syntax error: expected SELECT, found DELETE"],
  [
    "SELECT id FROM posts; DROP TABLE posts",
    "line 1, column 23: syntax error: expected the end of the query, found DROP",
  ],
])("%s has no translation", (query, message) => {
  expect(errorOf(query)).toBe(message);
});

test("a query is nested at most 100 levels deep", () => {
  expect(errorOf(`SELECT ${"(".repeat(5000)}1${")".repeat(5000)} AS id`)).toContain("nested deeper than 100 levels");
  expect(errorOf(`SELECT 1${" + 1".repeat(900)} AS id`)).toBe("");
  expect(errorOf(`SELECT 1${" + 1".repeat(1100)} AS id`)).toContain("at most 1000 operators in a row");
});

test("a translation has at most a million characters", () => {
  const deep = Array.from({ length: 60 }).reduce((inner: string) => `nullif(${inner}, 1)`, "views");
  expect(errorOf(`SELECT id, ${deep} AS n FROM posts`)).toContain("longer than 1000000 characters");
});

test("quotes in names and texts stay inside of them", () => {
  const sql = translated(`SELECT id, 'it''s "x" \\' AS "a ""b""", "; DROP TABLE posts --" AS c FROM posts`);
  expect(sql).toContain(`('it''s "x" \\'::text COLLATE "C") AS "a ""b"""`);
  expect(sql).toContain(`('; DROP TABLE posts --'::text COLLATE "C") AS "c"`);
});
