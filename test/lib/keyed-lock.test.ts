import { expect, test } from "bun:test";
import { KeyedLock } from "../../src/lib/keyed-lock.ts";

const LONG_MS = 60_000;

test("holders of a key go one after another, in their order; other keys do not wait", async () => {
  const lock = new KeyedLock();
  const log: string[] = [];
  const first = await lock.hold("a", LONG_MS);
  const waiting = ["second", "third"].map(async (name) => {
    using _held = await lock.hold("a", LONG_MS);
    log.push(`${name} begins`);
    await Promise.resolve();
    log.push(`${name} ends`);
  });
  using _other = await lock.hold("b", LONG_MS);
  expect(log).toEqual([]);
  first[Symbol.dispose]();
  await Promise.all(waiting);
  expect(log).toEqual(["second begins", "second ends", "third begins", "third ends"]);
});

test("a holder that does not let go is waited for no longer than asked", async () => {
  const lock = new KeyedLock();
  using _stuck = await lock.hold("a", LONG_MS);
  using late = await lock.hold("a", 1);
  expect(late).toBeDefined();
});
