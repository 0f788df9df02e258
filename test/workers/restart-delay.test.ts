import { expect, test } from "bun:test";
import { RestartDelays } from "../../src/workers/restart-delay.ts";

test("a worker is replaced at once the first time, and later and later while it only lives for a short time", () => {
  const delays = new RestartDelays();
  const short = Array.from({ length: 10 }, () => delays.next(1, 2_000));
  expect(short).toEqual([0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  expect(delays.next(2, 2_000)).toBe(0);
  expect(delays.next(1, 60_000)).toBe(0);
  expect(delays.next(1, 2_000)).toBe(100);
});

test("it is hopeless once eight in a row did not live for a second", () => {
  const delays = new RestartDelays();
  for (let count = 0; count < 7; count++) delays.next(count % 2, 0);
  expect(delays.isHopeless).toBe(false);
  delays.next(0, 1_500);
  for (let count = 0; count < 7; count++) delays.next(count % 2, 999);
  expect(delays.isHopeless).toBe(false);
  delays.next(0, 0);
  expect(delays.isHopeless).toBe(true);
});
