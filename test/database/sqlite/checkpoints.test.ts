import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { temporaryEngine } from "./temporary-engine.ts";

const FRAME_BYTES = 4096 + 24;
/** The room of the log, what is written while it is moved, and the last transaction. */
const MOST_FRAMES = 8000 + 2000;
const TEXT = "x".repeat(3000);

type Opened = Awaited<ReturnType<typeof temporaryEngine>>;

/** Some 3,000 pages a thousand rows. */
async function write({ engine }: Opened, rows: number): Promise<void> {
  for (let done = 0; done < rows; done += 50) {
    const insert = (index: number) =>
      engine.transaction((transaction) => transaction.run("INSERT INTO t VALUES (?, ?)", [done + index, TEXT]), {
        sharesCommit: true,
      });
    await Promise.all(Array.from({ length: 50 }, (_, index) => insert(index)));
  }
}

function logFrames({ file }: Opened): number {
  return statSync(`${file}-wal`).size / FRAME_BYTES;
}

test("the log of much writing is moved and begins anew", async () => {
  await using database = await temporaryEngine();
  await database.engine.run("CREATE TABLE t (id INTEGER, text TEXT)");
  await write(database, 25_000);
  expect(logFrames(database)).toBeLessThan(MOST_FRAMES);
  // More than the log could hold is in the file itself.
  expect(statSync(database.file).size).toBeGreaterThan(10_000 * 4096);
  await database.engine.close();
  expect(existsSync(`${database.file}-wal`)).toBe(false);
  using closed = new Database(database.file, { readonly: true });
  expect(closed.prepare("SELECT count(*) AS count FROM t").get()).toEqual({ count: 25_000 });
}, 120_000);

test("who reads old pages stops no write, and the log begins anew afterwards", async () => {
  await using database = await temporaryEngine();
  await database.engine.run("CREATE TABLE t (id INTEGER, text TEXT)");
  await write(database, 100);
  const other = new Database(database.file, { readonly: true });
  other.run("BEGIN");
  expect(other.prepare("SELECT count(*) AS count FROM t").get()).toEqual({ count: 100 });
  await write(database, 11_000);
  const frames = logFrames(database);
  expect(frames).toBeGreaterThan(11_000);
  expect(other.prepare("SELECT count(*) AS count FROM t").get()).toEqual({ count: 100 });
  other.run("COMMIT");
  other.close(true);
  await write(database, 12_000);
  expect(logFrames(database)).toBeLessThan(frames + MOST_FRAMES);
}, 120_000);

test("a checkpoint that is asked for waits for the one in the thread", async () => {
  await using database = await temporaryEngine();
  await database.engine.run("CREATE TABLE t (id INTEGER, text TEXT)");
  for (let round = 0; round < 5; round++) {
    await write(database, 1_500);
    await database.engine.checkpoint();
    expect(logFrames(database)).toBe(0);
  }
}, 120_000);
