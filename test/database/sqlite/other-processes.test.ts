import { expect, test } from "bun:test";
import { join } from "node:path";
import { rejection, temporaryEngine } from "./temporary-engine.ts";

test("a lock of another process is waited for without blocking, and its commit is noticed", async () => {
  await using database = await temporaryEngine();
  const { engine, file } = database;
  await engine.run("CREATE TABLE t (a)");
  const before = engine.foreignChanges();
  const release = await lockElsewhere(file);
  const write = engine.run("INSERT INTO t VALUES ('ours')");
  const transaction = engine.transaction((open) => open.run("INSERT INTO t VALUES ('ours, too')"));
  expect(await engine.all("SELECT a FROM t")).toEqual([]);
  await release();
  await Promise.all([write, transaction]);
  expect(await engine.all("SELECT a FROM t")).toEqual([{ a: "theirs" }, { a: "ours" }, { a: "ours, too" }]);
  while (engine.foreignChanges() === before) await Bun.sleep(1);
  expect(engine.foreignChanges()).toBe(before + 1);
});

test("a lock that is held too long is an error that names the file", async () => {
  await using database = await temporaryEngine({ lockLimitMs: 30 });
  const { engine, file } = database;
  await engine.run("CREATE TABLE t (a)");
  const release = await lockElsewhere(file);
  const expected = `the database ${file} has been locked by another process for 0 s`;
  expect((await rejection(engine.run("INSERT INTO t VALUES (1)"))).message).toBe(expected);
  expect((await rejection(engine.transaction((open) => open.run("INSERT INTO t VALUES (1)")))).message).toBe(expected);
  await release();
  await engine.run("INSERT INTO t VALUES ('ours')");
  expect(await engine.all("SELECT a FROM t")).toEqual([{ a: "theirs" }, { a: "ours" }]);
});

test("own commits are no foreign changes", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  const before = engine.foreignChanges();
  await engine.run("CREATE TABLE t (a)");
  const start = performance.now();
  while (performance.now() - start < 60) await engine.run("INSERT INTO t VALUES (1)");
  expect(engine.foreignChanges()).toBe(before);
});

/** Resolves once another process holds the lock, to the function that makes it commit. */
async function lockElsewhere(file: string): Promise<() => Promise<void>> {
  const command = [process.execPath, join(import.meta.dir, "hold-lock.ts"), file];
  const holder = Bun.spawn(command, { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
  const reader = holder.stdout.getReader();
  const first = await reader.read();
  expect(new TextDecoder().decode(first.value)).toBe("locked\n");
  return async () => {
    await holder.stdin.end();
    expect(await holder.exited).toBe(0);
  };
}
