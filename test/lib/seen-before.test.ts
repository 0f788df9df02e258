import { expect, test } from "bun:test";
import { SeenBefore } from "../../src/lib/seen-before.ts";

test("a text is known from its second time on, until others have taken its place", () => {
  const seen = new SeenBefore(64);
  expect([seen.add("a"), seen.add("b"), seen.add("a"), seen.add("a")]).toEqual([false, false, true, true]);
  for (let index = 0; index < 1000; index++) seen.add(`other ${index}`);
  expect(seen.add("a")).toBe(false);
});
