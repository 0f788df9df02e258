// A short run of the fuzzer. `bun test/fuzz/requests.ts --seed N` is the long one, which looks at waiting times as well.
import { expect, test } from "bun:test";
import { formatReport, fuzz } from "./fuzz.ts";

const TIMEOUT_MS = 5 * 60 * 1000;
const REQUESTS = 700;

test.each([1, 2])(
  "mutations of valid requests over all routes bring about no crash, 5xx or error of the program (seed %d)",
  async (seed) => {
    const limits = { requests: REQUESTS, seconds: Infinity, roundSize: REQUESTS, lanes: 8, waitLimitMs: null };
    const report = await fuzz({ seed, ...limits });
    expect(report.findings).toEqual([]);
    // It reaches what lies behind the checks.
    const successes = [...report.statuses]
      .filter(([status]) => status < 300)
      .reduce((sum, [, count]) => sum + count, 0);
    expect({ report: formatReport(report), isDeep: successes > REQUESTS / 8 }).toMatchObject({ isDeep: true });
  },
  TIMEOUT_MS,
);
