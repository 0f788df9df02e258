import { expect, test } from "bun:test";
import type { Environment } from "../../src/jsvm/runtime/server.ts";
import { ThreadPool } from "../../src/jsvm/thread-pool.ts";

const ENVIRONMENT: Environment = { hooksDir: "", dataDir: "", isDev: false, env: {}, args: [], isMigration: false };
const RUNS = 16;
/** Four may begin, and four have begun whose first call is under way. */
const MAX_UNHEARD = 8;

test("of many runs that wait for a server, each gets a thread, and the threads begin a few at a time", async () => {
  const pool = new ThreadPool({ environment: JSON.stringify(ENVIRONMENT), size: 0, timeoutMs: 60_000 });
  const heard = Promise.withResolvers<void>();
  let calls = 0;
  let mostUnheard = 0;
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
    if (calls === RUNS) heard.resolve();
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
});
