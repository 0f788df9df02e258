import { expect, test } from "bun:test";
import { QueueLimit } from "../../src/lib/queue-limit.ts";

test("a queue above its limits is too much after a while, and far above them at once", () => {
  let now = 0;
  const limit = new QueueLimit({ maxCount: 10, maxBytes: 100, graceMs: 50, now: () => now });
  expect(limit.isTooMuch(10, 100)).toBe(false);
  expect(limit.isTooMuch(11, 100)).toBe(false);
  now = 50;
  expect(limit.isTooMuch(11, 100)).toBe(false);
  now = 51;
  expect(limit.isTooMuch(11, 100)).toBe(true);
  expect(limit.isTooMuch(10, 100)).toBe(false);
  expect(limit.isTooMuch(2, 400)).toBe(false);
  limit.reset();
  now = 102;
  expect(limit.isTooMuch(2, 400)).toBe(false);
  expect(limit.isTooMuch(2, 401)).toBe(true);
  expect(limit.isTooMuch(41, 1)).toBe(true);
  // A single message has no limit here.
  expect(limit.isTooMuch(1, 100_000)).toBe(false);
});
