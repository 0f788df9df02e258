import { expect, test } from "bun:test";
import { TimeSlicer } from "../../src/lib/time-slicer.ts";

test("every item is flushed once, in order, and other work gets its turn in between", async () => {
  const queue = new TimeSlicer();
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
  const queue = new TimeSlicer();
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
  const queue = new TimeSlicer();
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
  const queue = new TimeSlicer();
  let done = 0;
  queue.addOutput({ flush: () => void done++ });
  queue.addWork(() => void done++);
  queue.close();
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(done).toBe(0);
});

test("a burst rests once, as soon as it is known to be long", async () => {
  let now = 0;
  let done = 0;
  const restedAfter: number[] = [];
  const queue = new TimeSlicer({
    now: () => now,
    rest(goOn) {
      restedAfter.push(done);
      setImmediate(goOn);
    },
  });
  const burst = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++) {
      queue.addOutput({
        flush() {
          now += 0.01;
          done += 1;
        },
      });
    }
    const end = done + count;
    while (done < end) await new Promise((resolve) => setImmediate(resolve));
  };
  await burst(15);
  expect(restedAfter).toEqual([]);
  await burst(1000);
  expect(restedAfter).toHaveLength(1);
  expect(restedAfter[0]).toBeWithin(15 + 20, 15 + 30);
  await burst(1000);
  expect(restedAfter).toHaveLength(2);
});

/** How much output each turn of the event loop lets through, each item taking 0.01 ms and everything else `otherMs` a turn. */
async function outputOfTurns(otherMs: number, items: number): Promise<number[]> {
  let now = 0;
  const queue = new TimeSlicer({ now: () => now, rest: setImmediate });
  let left = items;
  for (let index = 0; index < items; index++) {
    queue.addOutput({
      flush() {
        now += 0.01;
        left -= 1;
      },
    });
  }
  const turns: number[] = [];
  while (left > 0) {
    now += otherMs;
    const before = left;
    await new Promise((resolve) => setImmediate(resolve));
    if (before !== left) turns.push(before - left);
  }
  return turns;
}

test("while requests come output takes half as long as they do, and a millisecond at most", async () => {
  expect((await outputOfTurns(0.4, 500)).slice(0, -1).every((count) => count >= 19 && count <= 21)).toBe(true);
  expect((await outputOfTurns(20, 500)).slice(0, -1).every((count) => count >= 99 && count <= 101)).toBe(true);
});

test("output that waits for long gets as much time as the requests", async () => {
  const turns = await outputOfTurns(4, 10_000);
  expect(turns[10]).toBeLessThanOrEqual(101);
  expect(turns.at(-2)).toBeGreaterThanOrEqual(399);
  expect(turns.length).toBeLessThan(90);
});

test("when nothing else happens, a request still waits for a fifth of a millisecond only", async () => {
  const turns = await outputOfTurns(0.01, 2000);
  expect(turns.slice(0, 10).every((count) => count <= 6)).toBe(true);
  expect(turns.slice(12, -1).every((count) => count >= 19 && count <= 21)).toBe(true);
});

test("of many who wait for a turn one goes on at a time", async () => {
  const queue = new TimeSlicer();
  let loops = 0;
  let isRunning = true;
  const watch = (): void => {
    loops++;
    if (isRunning) setImmediate(watch);
  };
  setImmediate(watch);
  const wentOnAt: number[] = [];
  await Promise.all(Array.from({ length: 20 }, () => queue.nextTurn().then(() => wentOnAt.push(loops))));
  isRunning = false;
  expect(new Set(wentOnAt).size).toBe(20);
});

test("work of many steps has as many turns as it needs, and what was added later comes after it", async () => {
  let now = 0;
  let loops = 0;
  const queue = new TimeSlicer({ now: () => now, rest: setImmediate });
  const order: string[] = [];
  const stepsAt: number[] = [];
  function* steps(): Generator<void> {
    for (let step = 0; step < 100; step++) {
      now += 0.1;
      stepsAt.push(loops);
      yield;
    }
    order.push("steps");
  }
  queue.addWork(() => order.push("before"));
  queue.addSteps(steps());
  const later = new Promise<void>((resolve) => {
    queue.addWork(() => {
      order.push("after");
      resolve();
    });
  });
  queue.addSteps([].values());
  while (order.length < 3) {
    await new Promise((resolve) => setImmediate(resolve));
    loops += 1;
  }
  await later;
  expect(order).toEqual(["before", "steps", "after"]);
  expect(stepsAt).toHaveLength(100);
  expect(new Set(stepsAt).size).toBeGreaterThan(10);
});

test("who waits for a turn goes on when the queue is closed", async () => {
  const queue = new TimeSlicer();
  const turn = queue.nextTurn();
  queue.close();
  await turn;
  await queue.nextTurn();
});
