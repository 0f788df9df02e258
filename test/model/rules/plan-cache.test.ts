import { expect, test } from "bun:test";
import { createSnapshot } from "../../../src/model/collections/collection-snapshot.ts";
import { cachedPlan } from "../../../src/model/rules/plan-cache.ts";
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
