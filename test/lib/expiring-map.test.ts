import { expect, test } from "bun:test";
import { ExpiringMap } from "../../src/lib/expiring-map.ts";

test("entries are there until their time is over", () => {
  let now = 0;
  const map = new ExpiringMap<string, number>(10, () => now);
  map.set("a", 1, 100);
  map.set("b", 2, 200);
  now = 99;
  expect(map.get("a")).toBe(1);
  now = 100;
  expect([map.get("a"), map.get("b")]).toEqual([undefined, 2]);
  map.delete("b");
  expect(map.get("b")).toBeUndefined();
});

test("a full map forgets what was set first", () => {
  const map = new ExpiringMap<number, number>(2, () => 0);
  for (const key of [1, 2, 1, 3]) map.set(key, key, 1);
  expect([1, 2, 3].map((key) => map.get(key))).toEqual([1, undefined, 3]);
});
