import { describe, expect, test } from "bun:test";
import { type Identifier, parseSelect } from "../../../src/model/views/select-parser.ts";

/** `original>alias`, or just the name where both are the same. */
function shown(identifiers: readonly Identifier[]): string {
  return identifiers.map(({ original, alias }) => (original === alias ? alias : `${original}>${alias}`)).join(" | ");
}

describe("columns and tables of a select", () => {
  const cases: [query: string, columns: string, tables: string][] = [
    ["select id from posts", "id", "posts"],
    [
      "SELECT DISTINCT p.id, p.title AS t, count(c.id) total FROM posts p",
      "p.id>id | p.title>t | count(c.id)>total",
      "posts>p",
    ],
    ['select (ROW_NUMBER() OVER()) as id, "email" from `clients`', "(ROW_NUMBER() OVER())>id | email", "clients"],
    [
      "select a.id from a left outer join b bb on bb.a = a.id inner\n join c as cc on (cc.b = bb.id) where a.x = 'from d' group by a.id",
      "a.id>id",
      "a | b>bb | c>cc",
    ],
    ["with x as (select id from posts) select id from x", "id", "x"],
    [
      "select id, -- a comment, with from\n title /* and , another */ from posts order by id limit 1;",
      "id | title",
      "posts",
    ],
    [
      "select cast(views as int) as v, 'a, b' as txt from posts, authors",
      "cast(views as int)>v | 'a, b'>txt",
      "posts | authors",
    ],
    ["select 'it' 'x' from (select 1) s", "'it'>x", "(select 1)>s"],
  ];
  test.each(cases)("%s", (query, columns, tables) => {
    const parts = parseSelect(query);
    expect(shown(parts.columns)).toBe(columns);
    expect(shown(parts.tables)).toBe(tables);
  });

  test.each([
    ["select a + b as c from t", "invalid identifier parts [a + b as c]"],
    ["select id, (a from t", 'unbalanced parenthesis or quoted expression: "(a from t"'],
    ["select id, 'a from t", `unbalanced parenthesis or quoted expression: "'a from t"`],
    ["select a is b from t", 'invalid identifier part - expected "as", got is'],
  ])("%s is not understood", (query, message) => {
    expect(() => parseSelect(query)).toThrow(message);
  });
});
