import { expect, test } from "bun:test";
import { RequestStats, STEP_MS, routeTimes } from "../../src/lib/request-stats.ts";

const LIST = { method: "GET", path: "/api/collections/:collection/records" };
const START_MS = Date.UTC(2026, 0, 2);

test("requests are counted by step and status, and a percentile is off by a tenth at most", () => {
  const stats = new RequestStats(() => START_MS);
  for (let ms = 1; ms <= 1000; ms++) stats.add(LIST, ms % 100 === 0 ? 400 : 200, ms);
  stats.add({ ...LIST, method: "POST" }, 503, 1);
  stats.add(null, 404, 1);
  expect(stats.counted().steps).toEqual([{ startMs: START_MS, succeeded: 990, refused: 11, failed: 1 }]);
  const [list, post] = routeTimes(stats.counted());
  expect(list).toMatchObject({ ...LIST, total: 1000, errors: 10 });
  expect(Math.abs((list?.p50Ms ?? 0) / 500 - 1)).toBeLessThan(0.11);
  expect(Math.abs((list?.p95Ms ?? 0) / 950 - 1)).toBeLessThan(0.11);
  expect(post).toMatchObject({ method: "POST", total: 1, errors: 1 });
});

test("routes with the same method and path are one, and what is older than an hour or a day is forgotten", () => {
  let nowMs = START_MS;
  const stats = new RequestStats(() => nowMs);
  stats.add(LIST, 200, 1);
  stats.add({ ...LIST }, 200, 1);
  expect(routeTimes(stats.counted())).toMatchObject([{ total: 2 }]);
  nowMs += 12 * STEP_MS;
  expect(routeTimes(stats.counted())).toEqual([]);
  expect(stats.counted().steps).toHaveLength(1);
  nowMs += 276 * STEP_MS;
  expect(stats.counted().steps).toEqual([]);
});

test("however many routes and steps there are, the memory they take is bounded", () => {
  let nowMs = START_MS;
  const stats = new RequestStats(() => nowMs);
  for (let route = 0; route < 1000; route++) stats.add({ method: "GET", path: `/plugin/${route}` }, 200, 1);
  expect(routeTimes(stats.counted())).toHaveLength(300);
  for (let step = 0; step < 1000; step++) {
    stats.add(LIST, 200, 1e9);
    nowMs += STEP_MS;
  }
  expect(stats.counted().steps).toHaveLength(287);
  expect(routeTimes(stats.counted())).toMatchObject([{ total: 11 }]);
});
