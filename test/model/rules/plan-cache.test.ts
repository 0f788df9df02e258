import { expect, test } from "bun:test";
import { createSnapshot } from "../../../src/model/collections/collection-snapshot.ts";
import { PlanCache, cachedPlan } from "../../../src/model/rules/plan-cache.ts";
import { requestInfo } from "./small-world.ts";

test("a plan is made once for requests that look the same", () => {
  const snapshot = createSnapshot([]);
  let made = 0;
  const planFor = (method: string, of = snapshot) => {
    const read = (request: { method: string } | null) => request?.method ?? "";
    const make = () => ({ guards: [{ read, expected: method }], size: 1, number: ++made });
    return cachedPlan(of, "key", { request: requestInfo({ method }), make }).number;
  };
  expect([planFor("GET"), planFor("GET"), planFor("POST"), planFor("GET"), planFor("POST")]).toEqual([1, 1, 2, 1, 2]);
  expect(planFor("GET", createSnapshot([]))).toBe(3);
});

test("shapes that were not used for longest are forgotten", () => {
  const cache = new PlanCache(100);
  const plan = (size: number) => [{ guards: [], size }];
  for (const key of ["a", "b", "c", "d"]) {
    cache.set(key, plan(24));
    cache.get("a");
    expect(cache.size).toBeLessThanOrEqual(100);
  }
  expect(["a", "b", "d"].map((key) => cache.get(key).length)).toEqual([1, 0, 1]);
  const before = cache.size;
  cache.set("a", plan(9));
  expect(cache.size).toBe(before - 15);
  cache.set("huge", plan(1000));
  expect([cache.get("huge").length, cache.size]).toEqual([0, before - 15]);
});
