// The soak of killed workers, for a few seconds: `bun test/soak/workers.ts` does the same for longer.
import { expect, test } from "bun:test";
import { killWorkers } from "../soak/worker-kills.ts";

const TIMEOUT_MS = 120_000;

test(
  "while workers are killed nothing acknowledged is lost, no event is missed and the port is not refused",
  async () => {
    const report = await killWorkers({ seconds: 6, workers: 3, writers: 3, readers: 2, pauseMs: 1000 });
    expect(report.problems).toEqual([]);
    expect(report.kills).toBeGreaterThan(0);
    expect(report.writes).toBeGreaterThan(0);
    expect(report.events).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
