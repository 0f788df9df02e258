import { expect, test } from "bun:test";
import { SizedLruMap } from "../../src/lib/sized-lru-map.ts";

test("values that were not used for longest are forgotten, and those that are too large not kept", () => {
  const map = new SizedLruMap<string, string>(100, (value, key) => value.length + key.length);
  for (const key of ["a", "b", "c", "d"]) {
    map.set(key, "x".repeat(24));
    map.get("a");
    expect(map.size).toBeLessThanOrEqual(100);
  }
  expect(["a", "b", "d"].map((key) => map.get(key)?.length)).toEqual([24, undefined, 24]);
  const before = map.size;
  map.set("a", "x".repeat(9));
  expect(map.size).toBe(before - 15);
  map.set("huge", "x".repeat(1000));
  expect([map.get("huge"), map.size]).toEqual([undefined, before - 15]);
});
