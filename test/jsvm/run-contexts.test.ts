import { expect, test } from "bun:test";
import { RunContexts } from "../../src/jsvm/run-contexts.ts";
import { type Context, inTransaction } from "../../src/model/context.ts";
import { testApp } from "../support/test-app.ts";

test("of transactions that have ended one context is kept, of open ones each", async () => {
  await using app = await testApp();
  const contexts = new RunContexts(app.context);
  const keys: number[] = [];
  for (const failure of [null, new Error("undone"), null]) {
    const ended = inTransaction(app.context, async (context) => {
      const key = contexts.add(context);
      const nested = contexts.add(context);
      const without = contexts.withoutHooks(context);
      expect([contexts.get(key), contexts.get(nested)]).toEqual([context, context]);
      expect([contexts.keyOf(context), contexts.withoutHooks(context)]).toEqual([key, without]);
      expect(contexts.isWithoutHooks(contexts.get(without))).toBeTrue();
      keys.push(key, nested, without);
      if (failure !== null) throw failure;
    });
    await ended.catch((error: unknown) => expect(error).toBe(failure));
  }
  const kept = new Set<Context>(keys.map((key) => contexts.get(key)));
  expect(Array.from(kept, (context) => contexts.isWithoutHooks(context))).toEqual([false, true]);
  const [first] = kept;
  expect(await first?.connection.get("SELECT 1").catch(String)).toBe("Error: the transaction has ended");
});
