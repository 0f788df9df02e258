import { expect, test } from "bun:test";
import { Pace } from "../../src/lib/pace.ts";

const STEPS = 1000;

/** How many pauses work of that many steps makes, a millisecond each, where others take so long in each pause. */
async function pausesWhereOthersTake(ms: number): Promise<number> {
  let nowMs = 0;
  let pauses = 0;
  const pause = async (): Promise<void> => {
    pauses += 1;
    nowMs += ms;
  };
  const pace = new Pace({ pause }, () => nowMs);
  for (let step = 0; step < STEPS; step++) {
    await pace.pause();
    nowMs += 1;
  }
  return pauses;
}

test("work that others wait for goes on for as long as they took, up to a limit", async () => {
  expect(await pausesWhereOthersTake(0)).toBe(STEPS);
  expect(await pausesWhereOthersTake(1)).toBe(STEPS);
  expect(await pausesWhereOthersTake(4)).toBe(STEPS / 4);
  expect(await pausesWhereOthersTake(8)).toBe(STEPS / 8);
  expect(await pausesWhereOthersTake(100)).toBe(STEPS / 8);
});
