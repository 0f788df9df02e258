import { expect, test } from "bun:test";
import { TurnQueue } from "../../src/lib/turn-queue.ts";

test("every item is flushed once, in order, and other work gets its turn in between", async () => {
  const queue = new TurnQueue();
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
      queue.addOutput({
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
  const queue = new TurnQueue();
  let times = 0;
  await new Promise<void>((resolve) => {
    const item = {
      flush() {
        times++;
        if (times < 3) queue.addOutput(item);
        else resolve();
      },
    };
    queue.addOutput(item);
  });
  expect(times).toBe(3);
});

test("work goes on in turns, and output is not left behind", async () => {
  const queue = new TurnQueue();
  const order: string[] = [];
  const work = async (): Promise<void> => {
    for (let step = 0; step < 3; step++) {
      await queue.nextTurn();
      order.push(`step ${step}`);
      queue.addOutput({ flush: () => void order.push(`output ${step}`) });
    }
    await queue.nextTurn();
  };
  await work();
  expect(order).toEqual(["step 0", "output 0", "step 1", "output 1", "step 2", "output 2"]);
});

test("a closed queue does nothing more", async () => {
  const queue = new TurnQueue();
  let done = 0;
  queue.addOutput({ flush: () => void done++ });
  queue.addWork(() => void done++);
  queue.close();
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(done).toBe(0);
});
