import { expect, test } from "bun:test";
import { Balance, type Relief } from "../../src/workers/balance.ts";

/** What is done after each second, when the workers' event loops were busy for these shares of it. */
function look(seconds: readonly (readonly number[])[]): (Relief | null)[] {
  const balance = new Balance();
  const used: number[] = [];
  return seconds.map((shares, second) => {
    const loads = shares.map((share, index) => {
      used[index] = (used[index] ?? 0) + share * 1000;
      return { worker: index + 1, cpuMs: used[index] ?? 0 };
    });
    return balance.look(loads, second * 1000);
  });
}

test("a busy worker beside an idle one closes one connection, then two, then four", () => {
  const skewed = Array.from({ length: 8 }, () => [0.2, 0.95, 0.3]);
  expect(look(skewed).map((relief) => relief?.count ?? 0)).toEqual([0, 1, 2, 4, 8, 16, 32, 32]);
  expect(new Set(look(skewed).flatMap((relief) => relief?.worker ?? []))).toEqual(new Set([2]));
});

test("it begins with one again after a worker was even, or another one was the busiest", () => {
  const seconds = [
    [0, 0],
    [1, 0],
    [1, 0],
    [0.9, 0.8],
    [1, 0],
    [1, 0],
    [0, 1],
  ];
  expect(look(seconds).map((relief) => relief?.count ?? 0)).toEqual([0, 1, 2, 0, 1, 2, 1]);
});

test("nothing is closed where all have time, are about even, or are new", () => {
  const idle = look([
    [0, 0],
    [0.2, 0],
    [0.24, 0.01],
  ]);
  const even = look([
    [0, 0],
    [0.9, 0.7],
    [1, 0.75],
  ]);
  const alone = look([[0], [1], [1]]);
  const added = look([[0], [1], [1, 0]]);
  expect([...idle, ...even, ...alone, ...added].filter((relief) => relief !== null)).toEqual([]);
});
