import { expect, jest, spyOn, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Environment } from "../../src/jsvm/runtime/server.ts";
import { ThreadPool } from "../../src/jsvm/thread-pool.ts";

const ENVIRONMENT: Environment = { hooksDir: "", dataDir: "", isDev: false, env: {}, args: [], isMigration: false };
const RUNS = 16;
/** Four may begin, and four have begun whose first call is under way. */
const MAX_UNHEARD = 8;

const TASKS = "/proc/self/task";

function tasks(): string[] {
  return process.platform === "linux" ? readdirSync(TASKS) : [];
}

/** Of the threads of hook files that began since. Their priorities come after 15 other values behind the name in parentheses. */
function niceness(before: readonly string[]): number[] {
  const since = tasks().filter((id) => !before.includes(id));
  const own = since
    .map((id) => readFileSync(`${TASKS}/${id}/stat`, "utf8"))
    .filter((stat) => stat.includes("(hook files)"));
  return own.map((stat) => Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]));
}

test("of many runs that wait for a server, each gets a thread, and the threads begin a few at a time", async () => {
  // Those of other tests may still be ending.
  const before = tasks();
  const pool = new ThreadPool({ environment: JSON.stringify(ENVIRONMENT), size: 0, timeoutMs: 60_000 });
  const heard = Promise.withResolvers<void>();
  let calls = 0;
  let mostUnheard = 0;
  const nice: number[] = [];
  const look = (): void => {
    mostUnheard = Math.max(mostUnheard, pool.size - calls);
  };
  const perform = async (text: string): Promise<string> => {
    look();
    const { operation } = JSON.parse(text) as { operation: string };
    if (operation === "system.source") {
      return JSON.stringify({ value: { code: "() => sleep(1)", file: "main.pb.js", line: 1, next: "between" } });
    }
    calls += 1;
    if (calls === RUNS) {
      nice.push(...niceness(before));
      heard.resolve();
    }
    await heard.promise;
    return "{}";
  };
  const message = JSON.stringify({ handler: 1, app: 0, collections: 0, event: null });
  const timer = setInterval(look, 1);
  try {
    await Promise.all(Array.from({ length: RUNS }, () => pool.run({ what: "a run", message, perform }, false)));
  } finally {
    clearInterval(timer);
    pool.close();
  }
  expect(calls).toBe(RUNS);
  expect(mostUnheard).toBeGreaterThan(0);
  expect(mostUnheard).toBeLessThanOrEqual(MAX_UNHEARD);
  if (process.platform !== "linux") return;
  // Those beyond the cores began because the others waited: they stand back more.
  const working = Math.min(RUNS, availableParallelism());
  expect(nice.sort((a, b) => a - b)).toEqual([
    ...Array.from({ length: working }, () => 5),
    ...Array.from({ length: RUNS - working }, () => 15),
  ]);
});

test("threads beyond those that are kept serve the next requests", async () => {
  const pool = new ThreadPool({ environment: JSON.stringify(ENVIRONMENT), size: 0, timeoutMs: 60_000 });
  const message = JSON.stringify({ handler: 1, app: 0, collections: 0, event: null });
  const runs = async (): Promise<void> => {
    let calls = 0;
    const heard = Promise.withResolvers<void>();
    const perform = async (text: string): Promise<string> => {
      const { operation } = JSON.parse(text) as { operation: string };
      if (operation === "system.source") {
        return JSON.stringify({ value: { code: "() => sleep(1)", file: "main.pb.js", line: 1, next: "between" } });
      }
      calls += 1;
      if (calls === RUNS) heard.resolve();
      await heard.promise;
      return "{}";
    };
    await Promise.all(Array.from({ length: RUNS }, () => pool.run({ what: "a run", message, perform }, false)));
  };
  try {
    await runs();
    expect(pool.size).toBe(RUNS);
    await runs();
    expect(pool.size).toBe(RUNS);
  } finally {
    pool.close();
  }
});

test("a retired pool ends its threads as they have nothing to do, and still runs what comes", async () => {
  const pool = new ThreadPool({ environment: JSON.stringify(ENVIRONMENT), size: 2, timeoutMs: 60_000 });
  pool.retire();
  expect(pool.size).toBe(0);
  await pool.run({ what: "a late run", message: "{}", perform: () => Promise.resolve("") }, false);
  expect(pool.size).toBe(0);
  pool.close();
});

test("a thread that is not kept ends when it had nothing to do for five seconds, and not while it is needed", async () => {
  let nowMs = 1000;
  using _now = spyOn(performance, "now").mockImplementation(() => nowMs);
  jest.useFakeTimers();
  const pool = new ThreadPool({ environment: JSON.stringify(ENVIRONMENT), size: 0, timeoutMs: 60_000 });
  const run = (): Promise<string> =>
    pool.run({ what: "a run", message: "{}", perform: () => Promise.resolve("") }, true);
  const pass = (ms: number): void => {
    nowMs += ms;
    jest.advanceTimersByTime(ms);
  };
  try {
    await run();
    pass(4000);
    await run();
    pass(4000);
    expect(pool.size).toBe(1);
    pass(1500);
    expect(pool.size).toBe(0);
  } finally {
    jest.useRealTimers();
    pool.close();
  }
});
