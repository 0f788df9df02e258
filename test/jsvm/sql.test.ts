import { expect, test } from "bun:test";
import { isOnPostgres } from "../support/test-database.ts";
import { hookApp } from "./hook-app.ts";

/** What the expression gives in a route. `caught(work)` gives the message of what it throws. */
async function valueOf(expression: string): Promise<unknown> {
  await using app = await hookApp({
    "main.pb.js": `routerAdd("GET", "/value", (e) => {
      const caught = (work) => { try { return work(); } catch (error) { return error.message; } };
      const one = (shape, sql, params = {}) =>
        caught(() => { const m = new DynamicModel(shape); $app.db().newQuery(sql).bind(params).one(m); return m; });
      const column = (item, sql) => caught(() => { const l = arrayOf(item); $app.db().newQuery(sql).column(l); return l; });
      return e.json(200, ${expression});
    });`,
  });
  return (await app.request("GET", "/value")).json;
}

test("values are bound in the types of Go", async () => {
  const values = await valueOf(`{
    date: one({ s: "" }, "SELECT {:d} AS s", { d: new Date(0) }),
    nothing: one({ s: nullString() }, "SELECT {:d} AS s", { d: undefined }),
    map: one({ s: "" }, "SELECT {:d} AS s", { d: { a: 1 } }),
    json: one({ s: "" }, "SELECT {:d} AS s", { d: $app.findCollectionByNameOrId("users").id }),
  }`);
  expect(values).toMatchObject({
    date: { s: "1970-01-01 00:00:00 +0000 UTC" },
    nothing: { s: null },
    map: "sql: converting argument $1 type: unsupported type map[string]interface {}, a map",
  });
});

test("columns are read as Go reads them, and what does not fit is an error that names the column", async () => {
  const values = await valueOf(`{
    exponent: one({ s: "" }, "SELECT 1234567.5 AS s"),
    blob: one({ s: "" }, "SELECT ${isOnPostgres ? "'abc'::bytea" : "X'616263'"} AS s"),
    two: one({ b: false }, "SELECT 2 AS b"),
    word: one({ f: -0 }, "SELECT 0 AS a, 'x' AS f"),
  }`);
  expect(values).toEqual({
    exponent: { s: "1.2345675e+06" },
    blob: { s: "abc" },
    two: `sql: Scan error on column index 0, name "b": sql/driver: couldn't convert 2 into type bool`,
    word: `sql: Scan error on column index 1, name "f": converting driver.Value type string ("x") to a float64: invalid syntax`,
  });
});

test("the first column is read into a list of plain values", async () => {
  const values = await valueOf(`{
    texts: column("", "SELECT 'a' UNION SELECT 'b'"),
    ints: column(0, "SELECT 1 UNION SELECT 2"),
    nullable: column(nullString(), "SELECT NULL AS n UNION SELECT 1 ORDER BY n ${isOnPostgres ? "NULLS FIRST" : ""}"),
  }`);
  expect(values).toEqual({ texts: ["a", "b"], ints: [1, 2], nullable: [null, "1"] });
});

test("rows are added to what the list holds", async () => {
  const lengths = await valueOf(`(() => {
    const list = arrayOf(new DynamicModel({ a: 0 }));
    const query = $app.db().newQuery("SELECT 1 AS a");
    query.all(list);
    query.all(list);
    return list.length;
  })()`);
  expect(lengths).toBe(2);
});

test("several statements run one after the other, and the last tells what it did", async () => {
  const values = await valueOf(`(() => {
    const db = $app.db();
    db.createTable("t", { a: "${isOnPostgres ? "SERIAL PRIMARY KEY" : "INTEGER PRIMARY KEY"}" }).execute();
    const result = db.newQuery("INSERT INTO t DEFAULT VALUES; INSERT INTO t DEFAULT VALUES;").execute();
    return { last: result.lastInsertId(), changed: result.rowsAffected(),
      returned: one({ a: 0 }, "INSERT INTO t DEFAULT VALUES RETURNING a") };
  })()`);
  expect(values).toEqual({ last: 2, changed: 1, returned: { a: 3 } });
});

test("queries for records give records, by name or id, and tell the statement that failed", async () => {
  const values = await valueOf(`(() => {
    const users = $app.findCollectionByNameOrId("users");
    const record = new Record(users, { name: "ann", email: "ann@example.com" });
    record.setPassword("1234567890");
    $app.save(record);
    const list = arrayOf(new Record());
    $app.recordQuery(users.id).andWhere($dbx.hashExp({ name: "ann" })).all(list);
    const one = new Record();
    $app.recordQuery(users).where($dbx.like("name", "an")).one(one);
    return {
      found: list.map((r) => r.getString("email")), one: one.getString("email"),
      count: $app.countRecords("users", $dbx.exp("name = {:n}", { n: "ann" })),
      bad: caught(() => $app.findAllRecords("users", $dbx.exp("ghost = 1"))),
      missing: caught(() => $app.findAllRecords("ghost")),
    };
  })()`);
  const noColumn = isOnPostgres ? 'column "ghost" does not exist' : "SQL logic error: no such column: ghost (1)";
  expect(values).toEqual({
    found: ["ann@example.com"],
    one: "ann@example.com",
    count: 1,
    bad: `${noColumn}; failed query: SELECT \`users\`.* FROM \`users\` WHERE ghost = 1`,
    missing: expect.stringContaining("context canceled"),
  });
});

test("the auxiliary database is written in its own file", async () => {
  const values = await valueOf(`(() => {
    $app.auxDB().newQuery("CREATE TABLE own (a TEXT)").execute();
    $app.auxDB().insert("own", { a: "x" }).execute();
    return [$app.hasTable("own"), $app.auxHasTable("own")];
  })()`);
  expect(values).toEqual([false, true]);
});

test("what would be a panic in Go ends the run, also where the script catches it", async () => {
  await using app = await hookApp({
    "main.pb.js": `routerAdd("GET", "/panic", (e) => {
      try { new DynamicModel({}); } catch (_) { return e.string(200, "caught"); }
    });`,
  });
  expect((await app.request("GET", "/panic")).status).toBe(500);
});
