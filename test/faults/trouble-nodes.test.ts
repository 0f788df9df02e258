// The soak of nodes in trouble, for a few seconds: `bun test/soak/nodes.ts` does the same for longer.
import { expect, test } from "bun:test";
import { troubleNodes } from "../soak/node-faults.ts";

const TIMEOUT_MS = 180_000;

test(
  "while nodes are killed and stopped and cut off nothing is lost, missed, out of order or heard by others",
  async () => {
    const report = await troubleNodes({
      seconds: 12,
      writers: 3,
      readers: 3,
      streams: 1,
      pauseMs: 2_000,
      maxStopMs: 3_000,
      cutEachMs: 1_000,
    });
    expect(report.problems).toEqual([]);
    expect(report.kills + report.stops).toBeGreaterThan(0);
    expect(report.cuts).toBeGreaterThan(0);
    expect(report.events).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
