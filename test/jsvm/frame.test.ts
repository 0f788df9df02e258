import { expect, test } from "bun:test";
import { Frame } from "../../src/jsvm/frame.ts";
import { createHookParts } from "../../src/jsvm/hook-parts.ts";
import { ThreadPool } from "../../src/jsvm/thread-pool.ts";
import { inTransaction } from "../../src/model/context.ts";
import { testApp } from "../support/test-app.ts";

test("a transaction that begins when its run is over is rolled back at once", async () => {
  await using app = await testApp();
  const { context } = app;
  const pool = new ThreadPool({ environment: "{}", size: 0, timeoutMs: 1000 });
  const frame = new Frame(createHookParts({ context, pool, addCron: () => {}, print: undefined }), null);
  const begin = frame.beginTransaction(0);
  frame.close();
  expect(await begin.catch(String)).toBe("Error: the hook ended within its transaction");
  // A transaction that stays open holds up all that follow.
  expect(await inTransaction(context, async () => "written")).toBe("written");
  pool.close();
});
