import { expect, test } from "bun:test";
import { QueryTimeoutError } from "../../../src/database/engine.ts";
import { ReaderPool, type ReaderPoolOptions } from "../../../src/database/sqlite/reader-pool.ts";
import type { Reader, ReaderRequest, ReaderResult } from "../../../src/database/sqlite/reader-protocol.ts";
import { rejection } from "./temporary-engine.ts";

class FakeReader implements Reader {
  readonly requests: ReaderRequest[] = [];
  readonly #onEnd: () => void;
  #pending = Promise.withResolvers<ReaderResult>();
  isTerminated = false;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  run(request: ReaderRequest): Promise<ReaderResult> {
    this.requests.push(request);
    this.#pending = Promise.withResolvers<ReaderResult>();
    return this.#pending.promise;
  }

  terminate(): void {
    this.isTerminated = true;
  }

  answer(result: ReaderResult): void {
    this.#pending.resolve(result);
  }

  crash(): void {
    this.#pending.reject(new Error("it crashed"));
    this.#onEnd();
  }

  end(): void {
    this.#onEnd();
  }
}

function fakePool(options: Partial<ReaderPoolOptions> = {}) {
  const readers: FakeReader[] = [];
  const pool = new ReaderPool({
    settings: { file: "", queryTimeoutMs: 1_000, isPatient: false },
    loadSource: async () => "",
    start: (_source, _settings, onEnd) => {
      const reader = new FakeReader(onEnd);
      readers.push(reader);
      return reader;
    },
    maxReaders: 1,
    maxQueued: 2,
    idleMs: 60_000,
    graceMs: 1,
    ...options,
  });
  return { pool, readers };
}

const request = (sql: string, limitMs = 60_000): ReaderRequest => ({ mode: "all", sql, parameters: [], limitMs });
/** Until the pool has handed out what it could. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("requests queue in order, and those above the bound are refused", async () => {
  const { pool, readers } = fakePool();
  const results = [pool.run(request("a"))];
  await settled();
  results.push(pool.run(request("b")), pool.run(request("c")));
  expect((await rejection(pool.run(request("d")))).name).toBe("DatabaseOverloadedError");
  expect(readers.length).toBe(1);
  for (const [index, sql] of ["a", "b", "c"].entries()) {
    expect(readers[0]?.requests.at(-1)?.sql).toBe(sql);
    readers[0]?.answer([{ index }]);
    expect(await results[index]).toEqual([{ index }]);
    await settled();
  }
  await pool.close(0);
});

test("a reader that ends fails its own request only", async () => {
  const { pool, readers } = fakePool();
  const first = pool.run(request("a"));
  const second = pool.run(request("b"));
  await settled();
  readers[0]?.crash();
  expect((await rejection(first)).message).toBe("it crashed");
  await settled();
  expect(readers.length).toBe(2);
  readers[1]?.answer([]);
  expect(await second).toEqual([]);
  await pool.close(0);
});

test("what waits longer than its limit in the queue is ended", async () => {
  const { pool, readers } = fakePool();
  const first = pool.run(request("a"));
  expect(await rejection(pool.run(request("b", 5)))).toBeInstanceOf(QueryTimeoutError);
  readers[0]?.answer(null);
  expect(await first).toBe(null);
  expect(readers[0]?.requests.length).toBe(1);
  await pool.close(0);
});

test("a reader that does not stop at the limit is given up, and counts until it has ended", async () => {
  const { pool, readers } = fakePool();
  for (const _ of [1, 2]) expect(await rejection(pool.run(request("a", 5)))).toBeInstanceOf(QueryTimeoutError);
  expect(readers.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
  expect(pool.size).toBe(2);
  const waiting = pool.run(request("b"));
  await settled();
  expect(readers.length).toBe(2);
  readers[0]?.end();
  expect(readers.length).toBe(3);
  readers[2]?.answer([]);
  expect(await waiting).toEqual([]);
  await pool.close(0);
});

test("an idle reader ends", async () => {
  const { pool, readers } = fakePool({ idleMs: 1 });
  const result = pool.run(request("a"));
  await settled();
  readers[0]?.answer([]);
  await result;
  while (readers[0]?.isTerminated === false) await settled();
  expect(readers[0]?.isTerminated).toBe(true);
  await pool.close(0);
});

test("closing takes no more and lets end what was asked for", async () => {
  const { pool, readers } = fakePool();
  const results = ["a", "b"].map((sql) => pool.run(request(sql)));
  await settled();
  const closed = pool.close(60_000);
  expect((await rejection(pool.run(request("c")))).message).toBe("the database is closed");
  for (const result of results) {
    readers[0]?.answer([{ done: 1 }]);
    expect(await result).toEqual([{ done: 1 }]);
    await settled();
  }
  await closed;
  expect(readers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
});

test("closing gives up what takes too long", async () => {
  const { pool, readers } = fakePool();
  const failures = ["a", "b"].map((sql) => rejection(pool.run(request(sql))));
  await settled();
  await pool.close(1);
  for (const failure of failures) {
    expect((await failure).message).toBe("the database was closed before the query ended");
  }
  expect(readers[0]?.isTerminated).toBe(true);
});

test("a limit longer than timers can be does not end the query at once", async () => {
  const { pool, readers } = fakePool();
  const result = pool.run(request("SELECT 1", 2 ** 31));
  // With the defect the limit's timer is over after one millisecond.
  await new Promise((resolve) => setTimeout(resolve, 10));
  readers[0]?.answer([]);
  expect(await result).toEqual([]);
  await pool.close(0);
});
