/**
 * Three nodes on one PostgreSQL in trouble, under load, and what became of changes, events and jobs:
 * `bun test/soak/nodes.ts [--seconds 300] [--writers 8] [--readers 6] [--streams 3] [--pauseMs 4000] [--maxStopMs 15000] [--cutEachMs 1000]`.
 * Fails on any problem.
 */
import { parseArgs } from "node:util";
import { troubleNodes } from "./node-faults.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "300" },
    writers: { type: "string", default: "8" },
    readers: { type: "string", default: "6" },
    streams: { type: "string", default: "3" },
    pauseMs: { type: "string", default: "4000" },
    maxStopMs: { type: "string", default: "15000" },
    cutEachMs: { type: "string", default: "1000" },
  },
});

const { problems, ...figures } = await troubleNodes({
  seconds: Number(values.seconds),
  writers: Number(values.writers),
  readers: Number(values.readers),
  streams: Number(values.streams),
  pauseMs: Number(values.pauseMs),
  maxStopMs: Number(values.maxStopMs),
  cutEachMs: Number(values.cutEachMs),
});
console.log(figures);
for (const problem of problems.slice(0, 20)) console.log(`PROBLEM ${problem}`);
console.log(problems.length === 0 ? "nothing was lost, missed, doubled or forbidden" : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
