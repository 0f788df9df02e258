import { expect, test } from "bun:test";
import { RateLimiter } from "../../src/lib/rate-limit.ts";

const limit = { maxRequests: 2, durationSeconds: 10 };

test("after its requests a client waits for a whole duration since the last one that passed", () => {
  let now = 1_000_000_000_000;
  const limiter = new RateLimiter(() => now);
  const pass = (client = "a", key = "k"): boolean => limiter.consume(key, client, limit);
  expect([pass(), pass(), pass()]).toEqual([true, true, false]);
  expect(pass("b")).toBe(true);
  expect(pass("a", "other")).toBe(true);
  now += 9_000;
  expect(pass()).toBe(false);
  now += 1_000;
  expect([pass(), pass(), pass()]).toEqual([true, true, false]);
  limiter.reset();
  expect(pass()).toBe(true);
});

test("a limit of none lets nothing through", () => {
  expect(new RateLimiter().consume("k", "a", { maxRequests: 0, durationSeconds: 0 })).toBe(false);
});

test("forgets the first clients when there are too many", () => {
  const limiter = new RateLimiter(() => 1_000_000_000_000);
  const once = { maxRequests: 1, durationSeconds: 10 };
  expect(limiter.consume("k", "first", once)).toBe(true);
  for (let client = 0; client < 50_000; client++) limiter.consume("k", String(client), once);
  expect(limiter.consume("k", "49999", once)).toBe(false);
  expect(limiter.consume("k", "first", once)).toBe(true);
});
