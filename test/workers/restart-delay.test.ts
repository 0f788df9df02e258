import { expect, test } from "bun:test";
import { RestartDelays } from "../../src/workers/restart-delay.ts";

const wasKilled = false;

test("a worker is replaced at once the first time, and later and later while it only lives for a short time", () => {
  const delays = new RestartDelays();
  const short = Array.from({ length: 10 }, () => delays.next({ worker: 1, listenedMs: 2_000, wasKilled }));
  expect(short).toEqual([0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  expect(delays.next({ worker: 2, listenedMs: 2_000, wasKilled })).toBe(0);
  expect(delays.next({ worker: 1, listenedMs: 60_000, wasKilled })).toBe(0);
  expect(delays.next({ worker: 1, listenedMs: 2_000, wasKilled })).toBe(100);
});

test("it is hopeless once eight in a row did not live for a second", () => {
  const delays = new RestartDelays();
  for (let count = 0; count < 7; count++) delays.next({ worker: count % 2, listenedMs: 0, wasKilled });
  expect(delays.isHopeless).toBe(false);
  delays.next({ worker: 0, listenedMs: 1_500, wasKilled });
  for (let count = 0; count < 7; count++) delays.next({ worker: count % 2, listenedMs: 999, wasKilled });
  expect(delays.isHopeless).toBe(false);
  delays.next({ worker: 0, listenedMs: 0, wasKilled });
  expect(delays.isHopeless).toBe(true);
});

test("workers that are killed from outside wait a second at most, and are never hopeless", () => {
  const delays = new RestartDelays();
  const waits = Array.from({ length: 20 }, () => delays.next({ worker: 1, listenedMs: 0, wasKilled: true }));
  expect(waits.slice(0, 7)).toEqual([0, 100, 200, 400, 800, 1000, 1000]);
  expect(delays.isHopeless).toBe(false);
});
