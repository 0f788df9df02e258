import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "../../../src/database/sqlite/open.ts";
import { FIRST_WAITER, LAST_WAITER, TURN, VersionPage } from "../../../src/database/sqlite/version-page.ts";
import { WriteTurn } from "../../../src/database/sqlite/write-turn.ts";
import type { Logger } from "../../../src/lib/log.ts";

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
/** Longer than a test may take: what resolves was rung for. */
const FOREVER_MS = 10 * 60_000;

let dir: string;
let versionFile: string;
let page: VersionPage;
const opened: WriteTurn[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "write-turn-"));
  versionFile = join(dir, "versions");
  VersionPage.create(versionFile);
  page = VersionPage.open(versionFile);
});

afterEach(() => {
  for (const turn of opened.splice(0)) turn.close();
  rmSync(dir, { recursive: true });
});

/** As worker of that number; each maps the page itself. */
function worker(number: number, limits: { sliceMs?: number; patienceMs?: number } = {}): WriteTurn {
  const page = VersionPage.open(versionFile);
  const turn = WriteTurn.open({ page, versionFile, number, sliceMs: 0, patienceMs: FOREVER_MS, ...limits });
  if (turn === null) throw new Error("there is no place for the worker");
  opened.push(turn);
  return turn;
}

/** Begins to write where nobody does. */
function begin(turn: WriteTurn): void {
  expect(turn.wait()).toBeNull();
  turn.take();
}

test("who waits is woken when the turn ends, each in a circle", async () => {
  const [one, two, three] = [worker(1), worker(2), worker(3)];
  begin(two);
  const order: number[] = [];
  const waiting = [one, three].map(async (turn) => {
    await turn.wait();
    turn.take();
    order.push(turn === one ? 1 : 3);
    turn.end(false);
  });
  two.end(false);
  await Promise.all(waiting);
  expect(order).toEqual([3, 1]);
  begin(two);
});

test("a turn is kept for a slice while there is more to write, and given away after it", async () => {
  const [patient, greedy] = [worker(1, { sliceMs: FOREVER_MS }), worker(2)];
  begin(patient);
  const waiting = greedy.wait();
  patient.end(true);
  expect(page.at(TURN)).toBe(1);
  begin(patient);
  patient.end(false);
  await waiting;
  greedy.take();
  const next = patient.wait();
  // Its slice has no length.
  greedy.end(true);
  await next;
  expect(page.at(TURN)).toBe(1);
});

test("a turn whose holder was killed is not waited for without end", async () => {
  const one = worker(1, { patienceMs: 1 });
  page.set(TURN, 7);
  await one.wait();
  one.take();
  expect(page.at(TURN)).toBe(1);
  one.end(false);
  expect(page.at(TURN)).toBe(0);
});

test("a worker that was killed while it waited is left out", async () => {
  const [one, two] = [worker(1), worker(2)];
  page.set(LAST_WAITER, 9);
  page.set(FIRST_WAITER + 3, 1);
  begin(two);
  const waiting = one.wait();
  two.end(false);
  await waiting;
  expect([page.at(TURN), page.at(FIRST_WAITER + 3)]).toEqual([1, 0]);
});

test("a worker that takes the place of a killed one takes back what that one held", () => {
  page.set(TURN, 2);
  page.set(FIRST_WAITER + 2, 1);
  worker(2);
  expect([page.at(TURN), page.at(FIRST_WAITER + 2)]).toEqual([0, 0]);
});

test("engines of two workers that both write lose nothing and end with a free turn", async () => {
  const options = { file: join(dir, "data.db"), queryTimeoutMs: 5000, log: quiet, versionFile };
  const engines = [
    await openSqlite({ ...options, processNumber: 1 }),
    await openSqlite({ ...options, processNumber: 2 }),
  ];
  await engines[0]?.run("CREATE TABLE t (id INTEGER PRIMARY KEY, worker INT)");
  await Promise.all(
    engines.map(async (engine, worker) => {
      for (let round = 0; round < 100; round++) {
        const sharesCommit = round % 2 === 0;
        await Promise.all(
          Array.from({ length: 3 }, () =>
            engine.transaction((transaction) => transaction.run("INSERT INTO t (worker) VALUES (?)", [worker]), {
              sharesCommit,
            }),
          ),
        );
      }
    }),
  );
  expect(await engines[0]?.all("SELECT worker, count(*) AS count FROM t GROUP BY worker")).toEqual([
    { worker: 0, count: 300 },
    { worker: 1, count: 300 },
  ]);
  expect(page.at(TURN)).toBe(0);
  for (const engine of engines) await engine.close();
});
