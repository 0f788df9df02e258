import { expect, test } from "bun:test";
import { FlushQueue } from "../../src/lib/flush-queue.ts";

test("every item is flushed once, in order, and other work gets its turn in between", async () => {
  const queue = new FlushQueue();
  const flushed: number[] = [];
  let turns = 0;
  let isRunning = true;
  const watch = (): void => {
    turns++;
    if (isRunning) setImmediate(watch);
  };
  setImmediate(watch);
  await new Promise<void>((resolve) => {
    for (let index = 0; index < 10_000; index++) {
      queue.add({
        flush() {
          flushed.push(index);
          const until = performance.now() + 0.005;
          while (performance.now() < until);
          if (index === 9_999) resolve();
        },
      });
    }
  });
  isRunning = false;
  expect(flushed).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  expect(turns).toBeGreaterThan(10);
});

test("an item may ask for its turn again while it has it", async () => {
  const queue = new FlushQueue();
  let times = 0;
  await new Promise<void>((resolve) => {
    const item = {
      flush() {
        times++;
        if (times < 3) queue.add(item);
        else resolve();
      },
    };
    queue.add(item);
  });
  expect(times).toBe(3);
});
