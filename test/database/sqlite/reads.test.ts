import { expect, test } from "bun:test";
import { QueryTimeoutError, type Row } from "../../../src/database/engine.ts";
import { SqliteConnection } from "../../../src/database/sqlite/connection.ts";
import { sqliteExpressions } from "../../../src/database/sqlite/expressions.ts";
import { PlanClasses } from "../../../src/database/sqlite/plan-classes.ts";
import { createNumbers, rejection, temporaryEngine } from "./temporary-engine.ts";

const MANY = 30_000;
const LOOK = "baobox_deadline(a.id)";
const ENDLESS = "SELECT count(*) AS count FROM numbers a, numbers b WHERE a.value < b.value";

function placeAt(classes: PlanClasses, sql: string, now: number, parameters: readonly number[] = []) {
  return classes.place(classes.of(sql, now), parameters, now);
}

test("plans tell where statements run", async () => {
  await using database = await temporaryEngine();
  await createNumbers(database.engine, MANY);
  await database.engine.run("CREATE TABLE few (id INTEGER PRIMARY KEY, value TEXT)");
  await database.engine.run("CREATE VIEW grouped AS SELECT max(id) AS id FROM numbers GROUP BY value");
  const reader = new SqliteConnection({
    file: database.file,
    role: "reader",
    queryTimeoutMs: 1_000,
    cacheKib: 100,
    maxStatements: 10,
  });
  const classes = new PlanClasses(reader);
  const place = (sql: string, ...parameters: number[]) => placeAt(classes, sql, performance.now(), parameters);
  expect(place("SELECT * FROM numbers WHERE id = ?")).toBe("here");
  expect(place("SELECT * FROM few f WHERE value = ?")).toBe("here");
  expect(place("SELECT * FROM numbers WHERE value = ?")).toBe("thread");
  expect(place("SELECT id FROM grouped WHERE id = 7")).toBe("thread");
  expect(place(`SELECT * FROM numbers a WHERE value = ? AND ${LOOK}`)).toBe("trial");
  const page = `SELECT a.* FROM numbers AS a ${sqliteExpressions.paging("?1", "?2")}`;
  expect(place(page, 20, 100)).toBe("here");
  expect(place(page, 20, MANY)).toBe("thread");
  expect(place("SELECT * FROM numbers WHERE value = ?3 LIMIT ?1 OFFSET ?2", 20, 0, 1)).toBe("thread");
  expect(place(ENDLESS)).toBe("process");
  expect(place(`${ENDLESS} AND ${LOOK}`)).toBe("thread");
  expect(place("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n FROM c) SELECT n FROM c")).toBe("process");
  const like = "SELECT * FROM few WHERE value LIKE ?1 ESCAPE '\\' OR value NOT LIKE ?2 ESCAPE '\\'";
  const search = (...lengths: number[]) =>
    classes.place(
      classes.of(like, performance.now()),
      lengths.map((length) => `%${"a".repeat(length)}%`),
      performance.now(),
    );
  expect([search(8, 8), search(8, 9), search(256, 1), search(257, 1)]).toEqual(["here", "thread", "thread", "process"]);
  expect(place("SELECT * FROM few WHERE value LIKE ('%' || value || '%') ESCAPE '\\'")).toBe("thread");
  expect(() => place("SELECT * FROM absent")).toThrow("no such table: absent");
  reader.close();
});

test("a statement that proved slow twice on end goes to a thread for a while, and trials are limited", async () => {
  await using database = await temporaryEngine();
  await createNumbers(database.engine, MANY);
  const reader = new SqliteConnection({
    file: database.file,
    role: "reader",
    queryTimeoutMs: 1_000,
    cacheKib: 100,
    maxStatements: 10,
  });
  const classes = new PlanClasses(reader);
  const statement = (index: number) => `SELECT ${index} FROM numbers a WHERE ${LOOK}`;
  for (let index = 0; index < 10; index++) {
    expect(placeAt(classes, statement(index), 10_000)).toBe("trial");
    classes.trialFailed(classes.of(statement(index), 10_000), 10_000);
  }
  classes.trialFailed(classes.of(statement(0), 10_000), 10_000);
  expect(placeAt(classes, statement(0), 20_000)).toBe("thread");
  expect(placeAt(classes, statement(10), 10_500)).toBe("thread");
  expect(placeAt(classes, statement(10), 11_500)).toBe("trial");
  expect(placeAt(classes, statement(1), 11_500)).toBe("trial");
  expect(placeAt(classes, statement(0), 41_000)).toBe("trial");
  const scan = statement(20);
  expect(placeAt(classes, scan, 50_000)).toBe("trial");
  classes.ran(classes.of(scan, 50_000), 50_000, 50_100);
  classes.ran(classes.of(scan, 50_100), 50_100, 50_101);
  classes.ran(classes.of(scan, 50_101), 50_101, 50_200);
  expect(placeAt(classes, scan, 50_200)).toBe("trial");
  classes.ran(classes.of(scan, 50_200), 50_200, 50_300);
  expect(placeAt(classes, scan, 50_300)).toBe("thread");
  // Rows that take long themselves are tried more seldom.
  await database.engine.run("CREATE TABLE few (id INTEGER PRIMARY KEY)");
  const [costly, cheap] = ["baobox_deadline_within(a.id)", LOOK].map((look) => `SELECT 1 FROM few a WHERE ${look}`);
  for (let trial = 0; trial < 2; trial += 1) {
    expect(placeAt(classes, costly ?? "", 70_000)).toBe("trial");
    classes.trialFailed(classes.of(costly ?? "", 70_000), 70_000);
  }
  expect(placeAt(classes, costly ?? "", 70_500)).toBe("thread");
  expect(placeAt(classes, cheap ?? "", 70_500)).toBe("trial");
  // Where there is next to nothing to do it was the machine that was slow.
  for (let run = 0; run < 3; run++) {
    expect(placeAt(classes, "SELECT 1", 60_000)).toBe("here");
    classes.ran(classes.of("SELECT 1", 60_000), 60_000, 60_100);
  }
  reader.close();
});

test("results from a thread are those from the event loop", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, MANY);
  const columns = `a.id, a.value, 1.5 AS real, 9e999 AS infinite, x'00ff' AS bytes, NULL AS empty, 'ünï' || char(0) AS text`;
  const expected = await engine.get(`SELECT ${columns} FROM numbers a WHERE id = ?`, [MANY]);
  expect(expected).toMatchObject({ real: 1.5, infinite: Number.POSITIVE_INFINITY, text: "ünï\0" });
  const inThread = `SELECT ${columns} FROM numbers a WHERE a.value = ?`;
  expect(await engine.get<Row>(inThread, [`value ${MANY}`])).toEqual(expected);
  expect(await engine.all(inThread, [`value ${MANY}`])).toEqual(expected === null ? [] : [expected]);
  expect(await engine.get("SELECT * FROM numbers WHERE value = ?", ["none"])).toBe(null);
  expect(await engine.all("SELECT id, value FROM numbers WHERE value >= ''")).toHaveLength(MANY);
});

test("errors from a thread keep their message and code", async () => {
  await using database = await temporaryEngine();
  await createNumbers(database.engine, MANY);
  const failure = await rejection(database.engine.all("SELECT json(value) FROM numbers WHERE value <> ''"));
  expect(failure).toMatchObject({ message: "malformed JSON", code: "SQLITE_ERROR", errno: 1 });
});

test("long statements end at the time limit, whether they look at the clock or not, and others go on meanwhile", async () => {
  await using database = await temporaryEngine({ queryTimeoutMs: 1_000, pools: { graceMs: 50 } });
  const { engine } = database;
  await createNumbers(engine, MANY);
  const order: string[] = [];
  const long = [`${ENDLESS} AND ${LOOK}`, ENDLESS].map(async (sql) => {
    expect(await rejection(engine.all(sql))).toBeInstanceOf(QueryTimeoutError);
    order.push("long");
  });
  for (const _ of Array(50)) await engine.get("SELECT * FROM numbers WHERE id = ?", [7]);
  order.push("short");
  await Promise.all(long);
  expect(order).toEqual(["short", "long", "long"]);
});

test("in a transaction the time limit ends the statement in place", async () => {
  await using database = await temporaryEngine({ queryTimeoutMs: 50 });
  const { engine } = database;
  await createNumbers(engine, 5_000);
  const failure = await rejection(engine.transaction((transaction) => transaction.all(`${ENDLESS} AND ${LOOK}`)));
  expect(failure).toBeInstanceOf(QueryTimeoutError);
});

test("closing waits for a query that runs in a thread", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await createNumbers(engine, MANY);
  const counted = engine.get("SELECT count(*) AS count FROM numbers WHERE value <> ''");
  await engine.close();
  expect(await counted).toEqual({ count: MANY });
});
