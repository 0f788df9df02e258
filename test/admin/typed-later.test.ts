import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { TypedLater } from "../../admin/state/typed-later.ts";

const LONG = 1_000_000;

beforeEach(() => void jest.useFakeTimers({ now: 0 }));
afterEach(() => void jest.useRealTimers());

test("a short text is told at each key", () => {
  let told = 0;
  const later = new TypedLater(() => (told += 1));
  for (let key = 0; key < 5; key++) later.typed(100);
  expect(told).toBe(5);
});

test("a long text is told once, when the typing pauses", () => {
  let told = 0;
  const later = new TypedLater(() => (told += 1));
  for (let key = 0; key < 5; key++) {
    later.typed(LONG);
    jest.advanceTimersByTime(100);
  }
  expect(told).toBe(0);
  jest.advanceTimersByTime(300);
  expect(told).toBe(1);
  jest.advanceTimersByTime(10_000);
  expect(told).toBe(1);
});

test("what could use the text has it told before", () => {
  let told = 0;
  const later = new TypedLater(() => (told += 1));
  later.tellNow();
  expect(told).toBe(0);
  later.typed(LONG);
  later.tellNow();
  expect(told).toBe(1);
  // Also where it has become short meanwhile.
  later.typed(LONG);
  later.typed(100);
  jest.advanceTimersByTime(10_000);
  expect(told).toBe(2);
});
