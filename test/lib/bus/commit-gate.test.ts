import { expect, test } from "bun:test";
import { CommitGate } from "../../../src/lib/bus/commit-gate.ts";

test("what comes too early waits for what was committed before", () => {
  const gate = new CommitGate();
  const passed: string[] = [];
  const enter = (name: string, cell: number, previous: number, commit: number): void =>
    gate.enter({ cell, previous, commit, isLast: true }, () => passed.push(name));
  enter("a1", 1, 0, 5);
  enter("a3", 1, 7, 9);
  enter("a4", 1, 9, 12);
  enter("b1", 2, 0, 8);
  expect(passed).toEqual(["a1", "b1"]);
  enter("a2", 1, 5, 7);
  expect(passed).toEqual(["a1", "b1", "a2", "a3", "a4"]);
  // Two of one commit, and one that comes much too late.
  enter("a4 again", 1, 9, 12);
  enter("late", 1, 0, 2);
  expect(passed.slice(5)).toEqual(["a4 again", "late"]);
});

test("nothing that was committed later comes between two of one commit", () => {
  const gate = new CommitGate();
  const passed: string[] = [];
  const enter = (name: string, previous: number, commit: number, isLast: boolean): void =>
    gate.enter({ cell: 1, previous, commit, isLast }, () => passed.push(name));
  enter("first", 0, 5, false);
  enter("later", 5, 7, true);
  expect(passed).toEqual(["first"]);
  enter("second", 0, 5, true);
  expect(passed).toEqual(["first", "second", "later"]);
});

test("what was committed before anything was told is waited for at the beginning only", async () => {
  const gate = new CommitGate();
  const passed: string[] = [];
  const enter = (name: string, previous: number, commit: number): Promise<void> =>
    new Promise((resolve) => {
      gate.enter({ cell: commit, previous, commit, isLast: true }, () => {
        passed.push(name);
        resolve();
      });
    });
  await Promise.all([enter("at first", 3, 7), enter("also", 4, 6)]);
  void enter("before the first", 5, 9);
  const waiting = enter("since the first", 6, 10);
  expect(passed).toEqual(["at first", "also", "before the first"]);
  gate.clear();
  await waiting;
});

test("what has waited for long enough passes behind what was committed before it, and once", async () => {
  const gate = new CommitGate();
  const passed: number[] = [];
  const enter = (previous: number, commit: number): Promise<void> =>
    new Promise((resolve) => {
      gate.enter({ cell: 1, previous, commit, isLast: true }, () => {
        passed.push(commit);
        resolve();
      });
    });
  await Promise.all([enter(7, 9), enter(3, 5), enter(5, 7)]);
  expect(passed).toEqual([5, 7, 9]);
  void enter(12, 14);
  void enter(11, 12);
  gate.clear();
  expect(passed).toEqual([5, 7, 9, 12, 14]);
});

test("what was before may never come, and numbers begin anew", async () => {
  const gate = new CommitGate();
  const done = Promise.withResolvers<void>();
  gate.enter({ cell: 1, previous: 3, commit: 4, isLast: true }, done.resolve);
  await done.promise;
  const passed: number[] = [];
  gate.enter({ cell: 1, previous: 4, commit: 6, isLast: true }, () => passed.push(6));
  gate.enter({ cell: 1, previous: 2 ** 32 - 1, commit: 0, isLast: true }, () => passed.push(0));
  gate.enter({ cell: 1, previous: 8, commit: 9, isLast: true }, () => passed.push(9));
  gate.clear();
  expect(passed.toSorted((a, b) => a - b)).toEqual([0, 6, 9]);
  gate.enter({ cell: 1, previous: 0, commit: 1, isLast: true }, () => passed.push(1));
  expect(passed).toHaveLength(4);
});
