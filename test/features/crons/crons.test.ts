import { expect, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";

/** Jobs run by the clock in tests, too: one of each minute would now and then run by itself in the middle of a test. */
const YEARLY = "0 0 1 1 *";

insideTest("own jobs come last, and a job can be run now", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const ran = Promise.withResolvers<void>();
  app.context.crons.add({ id: "zebra", expression: YEARLY, run: () => ran.resolve() });
  app.context.crons.add({ id: "apple", expression: "@daily", run: () => {} });
  expect((await app.request("GET", "/api/crons", { token })).json).toEqual([
    { id: "apple", expression: "@daily" },
    { id: "zebra", expression: "0 0 1 1 *" },
    { id: "__pbDBOptimize__", expression: "0 0 * * *" },
    { id: "__pbMFACleanup__", expression: "0 * * * *" },
    { id: "__pbOTPCleanup__", expression: "0 * * * *" },
    { id: "__pbLogsCleanup__", expression: "0 */6 * * *" },
  ]);
  expect((await app.request("POST", "/api/crons/zebra", { token })).status).toBe(204);
  await ran.promise;
  expect((await app.request("POST", "/api/crons/missing", { token })).status).toBe(404);
});

insideTest("a job that throws or hangs harms no other", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const ran = Promise.withResolvers<void>();
  const hang = Promise.withResolvers<void>();
  app.context.crons.add({ id: "hangs", expression: YEARLY, run: () => hang.promise });
  app.context.crons.add({
    id: "throws",
    expression: YEARLY,
    run() {
      throw new Error("broken job");
    },
  });
  app.context.crons.add({ id: "good", expression: YEARLY, run: () => ran.resolve() });
  for (const id of ["hangs", "throws", "good"]) {
    expect((await app.request("POST", `/api/crons/${id}`, { token })).status).toBe(204);
  }
  await ran.promise;
  const waited = await app.request("POST", "/api/crons/throws?wait=true", { token });
  expect(waited.json).toEqual({ durationMs: expect.any(Number), error: "Error: broken job" });
  expect((await app.request("POST", "/api/crons/good?wait=true", { token })).json).toMatchObject({ error: null });
  const logs = await app.request("GET", "/api/logs?filter=data.job='throws'", { token });
  expect(logs.json).toMatchObject({ totalItems: 2, items: [{}, { level: 8, message: "a cron job failed" }] });
  hang.resolve();
});

test("the system jobs run", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  for (const { id } of app.context.crons.list()) await app.context.crons.run(id);
  const logs = await app.request("GET", "/api/logs?filter=message~'cron'", { token });
  expect(logs.json).toMatchObject({ totalItems: 0 });
});
