import { expect, test } from "bun:test";
import { FairQueue } from "../../src/lib/fair-queue.ts";

function filled(...owners: string[]): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const [index, owner] of owners.entries()) queue.add(owner, `${owner}${index}`);
  return queue;
}

test("owners take turns, each with its items in their order", () => {
  const queue = filled("a", "a", "a", "b", "c", "b");
  const taken = Array.from({ length: 7 }, () => queue.take());
  expect(taken).toEqual(["a0", "b3", "c4", "a1", "b5", "a2", undefined]);
  expect(queue.size).toBe(0);
});

test("who has most makes room for others, but not for itself or for who has as many", () => {
  const queue = filled("a", "a", "a", "b");
  expect(queue.displaceFor("a")).toBeUndefined();
  expect(queue.displaceFor("b")).toBe("a2");
  expect(queue.displaceFor("b")).toBeUndefined();
  expect(queue.displaceFor("c")).toBe("a1");
  expect(queue.displaceFor("c")).toBeUndefined();
  expect(queue.size).toBe(2);
  expect(queue.clear()).toEqual(["a0", "b3"]);
  expect(queue.take()).toBeUndefined();
});
