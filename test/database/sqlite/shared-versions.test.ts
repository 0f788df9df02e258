import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../src/database/engine.ts";
import { openSqlite } from "../../../src/database/sqlite/open.ts";
import { LAST_COMMIT, VersionPage } from "../../../src/database/sqlite/version-page.ts";
import type { Logger } from "../../../src/lib/log.ts";

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const COUNT_A = "SELECT count(*) FROM a";
const COUNT_B = "SELECT count(*) FROM b";

let dir: string;
let one: Engine;
let other: Engine;

/** As two workers have them. */
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "shared-versions-"));
  const versionFile = join(dir, "versions");
  VersionPage.create(versionFile);
  const options = { file: join(dir, "data.db"), queryTimeoutMs: 1000, log: quiet, versionFile };
  one = await openSqlite(options);
  await one.run("CREATE TABLE a (id TEXT PRIMARY KEY)");
  await one.run("CREATE TABLE b (id TEXT PRIMARY KEY)");
  other = await openSqlite(options);
});

afterEach(async () => {
  await one.close();
  await other.close();
  rmSync(dir, { recursive: true });
});

test("a commit at one engine is known at the other at once, by table, and is no foreign change", async () => {
  const before = [other.versionOf(COUNT_A), other.versionOf(COUNT_B), other.versionOfTable("a")];
  for (const write of [
    () => one.run("INSERT INTO a VALUES ('1')"),
    () => one.transaction((transaction) => transaction.run("INSERT INTO a VALUES ('2')")),
    () => one.transaction((transaction) => transaction.run("INSERT INTO a VALUES ('3')"), { sharesCommit: true }),
  ]) {
    const last = other.versionOf(COUNT_A);
    await write();
    expect(other.versionOf(COUNT_A)).not.toBe(last);
  }
  expect(other.versionOf(COUNT_B)).toBe(before[1] ?? "");
  expect(other.versionOfTable("a")).not.toBe(before[2]);
  await one.run("DELETE FROM a WHERE id = 'nothing'");
  await one.run("INSERT INTO b VALUES ('1')");
  for (const engine of [one, other]) {
    // A transaction looks for them.
    await engine.transaction(async (transaction) => transaction.versionOfTable("a"));
    expect(engine.foreignChanges()).toBe(0);
  }
});

test("an engine knows whether a table was written after a commit, whoever wrote it", async () => {
  const commit = await one.transaction(async (transaction) => {
    const order = transaction.orderOf("key");
    await transaction.run("INSERT INTO a VALUES ('1')");
    return () => order?.commit ?? 0;
  });
  for (const engine of [one, other]) expect(engine.mayBeWrittenSince("a", commit())).toBe(false);
  await other.run("INSERT INTO b VALUES ('1')");
  for (const engine of [one, other]) expect(engine.mayBeWrittenSince("a", commit())).toBe(false);
  await other.run("INSERT INTO a VALUES ('2')");
  for (const engine of [one, other]) expect(engine.mayBeWrittenSince("a", commit())).toBe(true);
});

test("a change of the schema changes everything at the other engine", async () => {
  const before = other.versionOf(COUNT_B);
  await one.run("ALTER TABLE a ADD COLUMN x INT");
  expect(other.versionOf(COUNT_B)).not.toBe(before);
  expect(other.versionOf("SELECT x FROM a")).not.toBeNull();
});

test("a commit by a program beside the server changes everything, and is noticed once", async () => {
  const before = other.versionOf(COUNT_B);
  using outside = new Database(join(dir, "data.db"));
  outside.run("INSERT INTO a VALUES ('9')");
  while (other.foreignChanges() === 0) await Bun.sleep(10);
  await one.transaction(async (transaction) => transaction.versionOfTable("a"));
  expect([one.foreignChanges(), other.foreignChanges()]).toEqual([1, 1]);
  expect(other.versionOf(COUNT_B)).not.toBe(before);
  // Also when the next one who writes is the first to see it.
  outside.run("INSERT INTO a VALUES ('10')");
  const between = other.versionOf(COUNT_B);
  await one.run("INSERT INTO a VALUES ('11')");
  expect(other.versionOf(COUNT_B)).not.toBe(between);
});

test("what a writer leaves that was killed before its commit is not known until the next commit", async () => {
  const page = VersionPage.open(join(dir, "versions"));
  const last = page.at(LAST_COMMIT);
  page.set(LAST_COMMIT, last + 1);
  page.set(page.cellOf("a"), last + 1);
  expect(other.versionOf(COUNT_A)).toBeNull();
  expect(other.versionOf(COUNT_B)).not.toBeNull();
  await one.run("INSERT INTO b VALUES ('1')");
  expect(other.versionOf(COUNT_A)).not.toBeNull();
  expect(one.foreignChanges()).toBe(0);
});

test("numbers that begin anew, as after a crash, leave nothing unknown", async () => {
  const page = VersionPage.open(join(dir, "versions"));
  page.set(LAST_COMMIT, 5_000);
  page.set(page.cellOf("a"), 5_000);
  expect(other.versionOf(COUNT_A)).toBeNull();
  await one.run("INSERT INTO b VALUES ('1')");
  expect(page.at(LAST_COMMIT)).toBeLessThan(5_000);
  expect(other.versionOf(COUNT_A)).not.toBeNull();
});

test("the order of commits of a key is known by the one before", async () => {
  const orderOf = (engine: Engine, key: string) =>
    engine.transaction(async (transaction) => {
      const order = transaction.orderOf(key);
      await transaction.run("INSERT OR REPLACE INTO a VALUES ('1')");
      return order;
    });
  const first = await orderOf(one, "a/1");
  const second = await orderOf(other, "a/1");
  const third = await orderOf(one, "a/1");
  expect(first?.previous).toBe(0);
  expect(second?.previous).toBe(first?.commit ?? -1);
  expect(third?.previous).toBe(second?.commit ?? -1);
  const [earlier, later] = await other.transaction(async (transaction) => {
    const orders = [transaction.orderOf("a/1"), transaction.orderOf("a/1")];
    await transaction.run("INSERT OR REPLACE INTO a VALUES ('1')");
    return orders;
  });
  expect(earlier?.previous).toBe(third?.commit ?? -1);
  expect(later?.isLast).toBe(true);
  expect(earlier).toEqual(later === undefined || later === null ? null : { ...later, isLast: false });
  expect((await orderOf(one, "a/2"))?.previous).toBe(0);
});

test("the place of a commit that failed is waited for by nobody", async () => {
  await one.run("CREATE TABLE parts (id TEXT, of TEXT REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)");
  const insert = (engine: Engine, of: string | null, key = "parts/1") =>
    engine.transaction(async (transaction) => {
      await transaction.run("INSERT INTO parts VALUES ('1', ?)", [of]);
      return transaction.orderOf(key);
    });
  const first = await insert(one, null);
  await insert(other, null, "parts/2");
  expect(insert(other, "missing")).rejects.toThrow("FOREIGN KEY");
  const second = await insert(one, null);
  expect(second?.previous).toBe(first?.commit ?? -1);
});

test("a mark has the version of the own commit at both engines, until the other one or a program beside them commits", async () => {
  const mark = await one.transaction(async (transaction) => {
    await transaction.run("INSERT INTO a VALUES ('1')");
    return transaction.markTable("a");
  });
  expect(mark.version).not.toBeNull();
  expect(mark.version).toBe(one.versionOfTable("a"));
  await other.transaction(async (transaction) => {
    await transaction.run("INSERT INTO b VALUES ('1')");
  });
  expect(mark.version).toBe(one.versionOfTable("a"));
  await other.run("INSERT INTO a VALUES ('2')");
  expect(mark.version).not.toBe(one.versionOfTable("a"));
  const seen = one.versionOfTable("a");
  using outside = new Database(join(dir, "data.db"));
  outside.run("INSERT INTO a VALUES ('3')");
  await one.transaction(async (transaction) => expect(transaction.versionOfTable("a")).not.toBe(seen));
});

test("rows are ordered with what transactions write, and what is not there has no place", async () => {
  const row = (one: string) => ({ kind: "update", one, several: one }) as const;
  const insert = row("INSERT OR REPLACE INTO a VALUES (?)");
  const note = { told: null, orderKey: "a/1" };
  const inTransaction = await one.transaction(async (transaction) => {
    await transaction.run("INSERT OR REPLACE INTO a VALUES ('1')");
    return transaction.orderOf("a/1");
  });
  const [earlier, later] = await Promise.all([
    other.rowWriter.write(insert, ["2"], note),
    other.rowWriter.write(insert, ["3"], note),
  ]);
  expect(earlier?.order?.previous).toBe(inTransaction?.commit ?? -1);
  expect(later?.order).toEqual({ ...(earlier?.order ?? failed()), isLast: true });
  expect(earlier?.order?.isLast).toBe(false);
  const missing = await one.rowWriter.write(row("UPDATE a SET id = 'x' WHERE id = ?"), ["nobody"], note);
  expect(missing).toEqual({ changes: 0, order: null });
  const next = await one.rowWriter.write(insert, ["4"], note);
  expect(next.order?.previous).toBe(later?.order?.commit ?? -1);
});

test("what a failed member of a shared commit would have told is not waited for", async () => {
  const insert = { kind: "update", one: "INSERT OR REPLACE INTO a VALUES (?)", several: "" } as const;
  const shared = { sharesCommit: true };
  const failing = (key: string): Promise<unknown> =>
    other.transaction(async (transaction) => {
      await transaction.run("INSERT OR REPLACE INTO a VALUES ('2')");
      transaction.orderOf(key);
      throw new Error("the second step failed");
    }, shared);
  const [written, ...failures] = await Promise.allSettled([
    other.rowWriter.write(insert, ["1"], { told: null, orderKey: "a/1" }),
    failing("a/1"),
    failing("a/2"),
  ]);
  expect(failures.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(written).toMatchObject({ status: "fulfilled", value: { order: { isLast: true } } });
  const orderOfSecond = one.transaction(async (transaction) => {
    await transaction.run("INSERT OR REPLACE INTO a VALUES ('3')");
    return transaction.orderOf("a/2");
  });
  expect((await orderOfSecond)?.previous).toBe(0);
});

test("behind a commit that failed, the one before it is still waited for", async () => {
  await one.run("CREATE TABLE c (a REFERENCES a(id) DEFERRABLE INITIALLY DEFERRED)");
  const write = (engine: Engine, sql: string) =>
    engine.transaction(async (transaction) => {
      await transaction.run(sql);
      return transaction.orderOf("a/1");
    });
  await write(one, "INSERT INTO a VALUES ('1')");
  const failure = await write(other, "INSERT INTO c VALUES ('nobody')").catch((error: unknown) => error);
  expect(String(failure)).toContain("FOREIGN KEY");
  const next = (await write(one, "INSERT INTO a VALUES ('2')")) ?? failed();
  // Perhaps for longer than it takes: nobody knows any more which one it was.
  expect(next.previous).toBe(next.commit - 1);
});

function failed(): never {
  throw new Error("it has no order");
}
