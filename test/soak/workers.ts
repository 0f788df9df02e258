/**
 * Workers that are killed at random under load, and what became of writes, events, jobs and the port:
 * `bun test/soak/workers.ts [--seconds 300] [--workers 3] [--writers 8] [--readers 6] [--pauseMs 1500]`. Fails on any problem.
 */
import { parseArgs } from "node:util";
import { killWorkers } from "./worker-kills.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "300" },
    workers: { type: "string", default: "3" },
    writers: { type: "string", default: "8" },
    readers: { type: "string", default: "6" },
    pauseMs: { type: "string", default: "1500" },
  },
});

const { problems, ...figures } = await killWorkers({
  seconds: Number(values.seconds),
  workers: Number(values.workers),
  writers: Number(values.writers),
  readers: Number(values.readers),
  pauseMs: Number(values.pauseMs),
});
console.log(figures);
for (const problem of problems.slice(0, 20)) console.log(`PROBLEM ${problem}`);
console.log(problems.length === 0 ? "nothing was lost, missed, doubled or refused" : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
