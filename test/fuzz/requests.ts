/**
 * Sends mutations of valid requests over all routes to a server of its own and looks for crashes, 5xx, errors in its log, long waits
 * and memory that does not come back. What is sent follows from the seed and the index alone.
 * `bun test/fuzz/requests.ts [--seed 1] [--seconds 600] [--requests N] [--from INDEX] [--round 20000] [--lanes 16] [--limit 1000] [--show]`
 */
import { parseArgs } from "node:util";
import { fuzz, formatReport } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seconds: { type: "string", default: "600" },
    requests: { type: "string", default: "Infinity" },
    from: { type: "string", default: "0" },
    /** A server with new data is started after so many. */
    round: { type: "string", default: "20000" },
    lanes: { type: "string", default: "16" },
    /** In milliseconds. */
    limit: { type: "string", default: "1000" },
    /** Prints each request and its answer. */
    show: { type: "boolean", default: false },
  },
});

const report = await fuzz({
  seed: Number(values.seed),
  from: Number(values.from),
  requests: Number(values.requests),
  seconds: Number(values.seconds),
  roundSize: Number(values.round),
  lanes: Number(values.lanes),
  waitLimitMs: Number(values.limit),
  onProgress: (line) => console.log(line),
  ...(values.show ? { onAnswer: show } : {}),
});
console.log(formatReport(report));
process.exitCode = report.findings.length === 0 ? 0 : 1;

function show(request: { readonly bytes: Uint8Array }, answer: { status: number; body: Buffer } | string): void {
  console.log(Buffer.from(request.bytes).toString().slice(0, 5000));
  console.log(typeof answer === "string" ? answer : `-> ${answer.status} ${answer.body.toString().slice(0, 1000)}\n`);
}
