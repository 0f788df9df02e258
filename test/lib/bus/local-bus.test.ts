import { expect, test } from "bun:test";
import type { Stream } from "../../../src/lib/bus.ts";
import { createLocalBus } from "../../../src/lib/bus/local-bus.ts";

const CHANGES: Stream<string> = { name: "changes", why: "a test" };

test("entries of a single process have the order of their commits, whoever tells first", () => {
  const bus = createLocalBus((error) => {
    throw error;
  });
  const passed: string[] = [];
  bus.follow(CHANGES, ({ seq, message }) => passed.push(`${seq} ${message}`));
  const append = (message: string, cell: number, previous: number, commit: number): void =>
    bus.append(CHANGES, message, { cell, previous, commit, isLast: true, isOwn: true });
  // Behind a commit that nobody was told of.
  append("a1", 1, 3, 5);
  append("a3", 1, 7, 9);
  append("b1", 2, 0, 8);
  append("a2", 1, 5, 7);
  bus.append(CHANGES, "without an order");
  expect(passed).toEqual(["1 a1", "2 b1", "3 a2", "4 a3", "5 without an order"]);
});
