import { expect, spyOn, test } from "bun:test";
import { BackgroundTasks } from "../../src/lib/background-tasks.ts";
import type { Logger } from "../../src/lib/log.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

test("so many run at a time, the others wait in order, and more are refused", async () => {
  const tasks = new BackgroundTasks(silent, { concurrency: 2, maxWaiting: 1 });
  const started: number[] = [];
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const accepted = gates.map(({ promise }, index) =>
    tasks.run("wait", () => {
      started.push(index);
      return promise;
    }),
  );
  expect(accepted).toEqual([true, true, true, false]);
  expect(started).toEqual([0, 1]);
  for (const gate of gates) gate.resolve();
  await tasks.idle();
  expect(started).toEqual([0, 1, 2]);
});

test("a failure is logged and stops nothing", async () => {
  const logged: string[] = [];
  const tasks = new BackgroundTasks({ ...silent, error: (message) => void logged.push(message) }, { concurrency: 1 });
  let isDone = false;
  tasks.run("break", () => Promise.reject(new Error("no")));
  tasks.run("go on", async () => {
    isDone = true;
  });
  await tasks.idle();
  expect(logged).toEqual(["failed to break"]);
  expect(isDone).toBe(true);
});

test("closing waits for what is under way, but not for ever", async () => {
  const tasks = new BackgroundTasks(silent, { closeLimitMs: 1 });
  tasks.run("hang", () => new Promise(() => undefined));
  await tasks[Symbol.asyncDispose]();
  expect(tasks.run("late", async () => undefined)).toBe(false);
});

test("who settles before it closes waits for the limit once", async () => {
  const tasks = new BackgroundTasks(silent, { closeLimitMs: 200 });
  tasks.run("wait", () => new Promise(() => undefined));
  await tasks.settle();
  using timers = spyOn(globalThis, "setTimeout");
  await tasks[Symbol.asyncDispose]();
  expect(timers.mock.calls.map(([, ms]) => Number(ms) < 100)).toEqual([true]);
});
