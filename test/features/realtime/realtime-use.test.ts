import { expect, test } from "bun:test";
import { createOwningBus, serveOwned } from "../../../src/model/operation/count-together.ts";
import { RealtimeUse } from "../../../src/features/realtime/realtime-use.ts";
import type { Logger } from "../../../src/lib/log.ts";
import { lateBuses } from "../../support/late-buses.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

function used(...uses: readonly RealtimeUse[]): boolean[] {
  return uses.map(({ isUsed }) => isUsed);
}

test("all instances know of the first client before it is accepted, also those that begin later", async () => {
  const { buses, host } = await lateBuses(3, () => undefined);
  serveOwned(host, silent);
  const [first, second, third] = buses.map((bus) => new RealtimeUse(bus));
  if (first === undefined || second === undefined || third === undefined) throw new Error("three are needed");
  first.start();
  second.start();
  // Not before they have asked: until then they may be wrong in one way only.
  expect(used(first, second)).toEqual([true, true]);
  while (used(first, second).includes(true)) await Bun.sleep(1);
  await first.begin();
  expect(used(first, second)).toEqual([true, true]);
  third.start();
  await Bun.sleep(20);
  expect(third.isUsed).toBe(true);
});

test("what is told while the answer is on its way counts", async () => {
  const { buses, host } = await lateBuses(2, () => undefined);
  serveOwned(host, silent);
  const [early, late] = buses.map((bus) => new RealtimeUse(bus));
  late?.start();
  early?.start();
  await early?.begin();
  await Bun.sleep(20);
  expect([early?.isUsed, late?.isUsed]).toEqual([true, true]);
});

test("a single instance tells nothing before its first client", async () => {
  const use = new RealtimeUse(createOwningBus(silent));
  use.start();
  await Bun.sleep(0);
  expect(used(use)).toEqual([false]);
  await use.begin();
  expect(used(use)).toEqual([true]);
});
