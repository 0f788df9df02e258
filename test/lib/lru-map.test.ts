import { expect, test } from "bun:test";
import { LruMap } from "../../src/lib/lru-map.ts";

test("remembers what was used last, and never more than the limit", () => {
  const forgotten: number[] = [];
  const map = new LruMap<number, number>(10, (value) => forgotten.push(value));
  for (let key = 0; key < 100; key++) {
    map.set(key, key);
    expect(map.get(0)).toBe(0);
    expect(map.size).toBeLessThanOrEqual(10);
    for (let last = Math.max(0, key - 1); last <= key; last++) expect(map.get(last)).toBe(last);
  }
  expect(map.get(50)).toBeUndefined();
  expect(forgotten.length + map.size).toBe(100);
  expect(new Set([...forgotten, ...map.values()]).size).toBe(100);
});

test("a value that is set again, deleted or cleared is not found again", () => {
  const map = new LruMap<string, number>(8);
  for (const key of ["a", "b", "c"]) map.set(key, 1);
  map.set("a", 2);
  expect([map.get("a"), map.size]).toEqual([2, 3]);
  map.delete("a");
  expect([map.get("a"), map.size]).toEqual([undefined, 2]);
  map.clear();
  expect([map.get("b"), map.size]).toEqual([undefined, 0]);
});
