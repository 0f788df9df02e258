import { afterAll, describe, expect, test } from "bun:test";
import { blog, list, planOf } from "./blog.ts";

const world = blog();
afterAll(() => world[Symbol.dispose]());
const ann = { auth: world.record("authors", "ann") };

describe("plans", () => {
  const sql = (filter: string, options = {}) =>
    planOf(world, "posts", { filter, ...options }).select({ limit: 1, offset: 0 });

  test("are shared by filters that differ in literals", () => {
    const [one, other] = [sql("title = 'a' && views > 1"), sql("title='b'&&views>2")];
    expect(other.sql).toBe(one.sql);
    expect([one.parameters, other.parameters]).toEqual([
      ["a", 1, 1, 0],
      ["b", 2, 1, 0],
    ]);
    expect(sql("title = '' && views > 1").sql).not.toBe(one.sql);
  });

  test("depend on what kinds of values the request has", async () => {
    const filter = "title = @request.query.q";
    for (const [q, ids] of [
      ["One", ["p1"]],
      ["", ["p3"]],
      ["two", ["p2"]],
      [undefined, ["p3"]],
    ] as const) {
      expect(await list(world, "posts", { filter, request: { query: q === undefined ? {} : { q } } })).toEqual([
        ...ids,
      ]);
    }
  });

  test("name the collections that matter", () => {
    const names = planOf(world, "posts", { filter: "author.friends.age > 1 && comments_via_post.id != ''" }).reads;
    expect(names.map(({ name }) => name)).toEqual(["posts", "authors", "comments"]);
  });

  test("never carry values in their text", () => {
    const { sql: text, parameters } = sql("title = 'x\" OR 1=1 --' && meta.a = 'y'", { request: ann });
    expect(text).not.toContain("OR 1=1");
    expect(parameters).toContain(`x" OR 1=1 --`);
  });

  const details = ({ sql: text, parameters }: { sql: string; parameters: readonly unknown[] }) => {
    const rows = world.database
      .query<{ detail: string }, never[]>(`EXPLAIN QUERY PLAN ${text}`)
      .all(...(parameters as never[]));
    return rows.map(({ detail }) => detail).join("; ");
  };

  test.each([
    ["posts", { rule: "author = @request.auth.id", request: ann }, "idx_author (author=?)"],
    ["posts", { rule: "author = @request.auth.id" }, "idx_author (author=?)"],
    ["posts", { filter: "id = 'p1'" }, "sqlite_autoindex_posts_1 (id=?)"],
    ["posts", { filter: "author.id = 'ann'" }, "idx_author (author=?)"],
    ["authors", { filter: "email = 'ann@x.org'" }, "idx_email (email=?)"],
    ["posts", { sort: "author" }, "SCAN posts USING INDEX idx_author"],
  ])("use the indexes of %s for %j", (name, options, index) => {
    expect(details(planOf(world, name, { sort: "", ...options }).select({ limit: 1, offset: 0 }))).toContain(index);
  });

  test("count without a look at what only the order needs", () => {
    expect(planOf(world, "posts", { sort: "author.handle" }).count()).toEqual({
      sql: `SELECT COUNT(*) AS "total" FROM "posts"`,
      parameters: [],
    });
  });
});
