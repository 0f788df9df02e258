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

test("the shapes that were used longest ago are forgotten", () => {
  const cache = new PlanCache(100);
  const plan = (size: number) => [{ guards: [], size }];
  cache.set("a", plan(39));
  cache.set("b", plan(39));
  cache.get("a");
  cache.set("c", plan(39));
  expect([cache.get("a").length, cache.get("b").length, cache.get("c").length, cache.size]).toEqual([1, 0, 1, 80]);
  cache.set("a", plan(9));
  expect(cache.size).toBe(50);
  cache.set("huge", plan(1000));
  expect(cache.size).toBe(0);
});
