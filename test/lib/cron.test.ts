import { expect, test } from "bun:test";
import { CronJobs } from "../../src/lib/cron.ts";
import type { Logger } from "../../src/lib/log.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

test("jobs are listed, replaced, run by hand and removed", async () => {
  using crons = new CronJobs(silent);
  const ran: string[] = [];
  crons.add({ id: "a", expression: "0 * * * *", run: () => void ran.push("first") });
  crons.add({ id: "b", expression: "@daily", run: () => void ran.push("b") });
  crons.add({ id: "a", expression: "*/5 1-3 * * 1", run: () => void ran.push("second") });
  crons.start();
  expect(crons.list().map(({ id, expression }) => `${id} ${expression}`)).toEqual(["b @daily", "a */5 1-3 * * 1"]);
  expect(await crons.run("a")).toBeNull();
  expect(await crons.run("missing")).toBeUndefined();
  crons.remove("b");
  expect(crons.list().map(({ id }) => id)).toEqual(["a"]);
  expect(ran).toEqual(["second"]);
});

test("an expression that can't be read is refused, and the old job stays", () => {
  using crons = new CronJobs(silent);
  crons.add({ id: "a", expression: "0 * * * *", run() {} });
  for (const expression of ["", "* * * *", "* * * * * *", "61 * * * *"]) {
    expect(() => crons.add({ id: "a", expression, run() {} })).toThrow();
  }
  expect(crons.list().map(({ expression }) => expression)).toEqual(["0 * * * *"]);
});

test("a job that fails is logged", async () => {
  const logged: unknown[] = [];
  using crons = new CronJobs({ ...silent, error: (message, data) => void logged.push([message, data]) });
  crons.add({
    id: "a",
    expression: "0 * * * *",
    run: () => Promise.reject(new Error("no")),
  });
  expect(await crons.run("a")).toBe("Error: no");
  expect(logged).toEqual([["a cron job failed", { job: "a", error: "Error: no" }]]);
});

test("who runs a job that hangs waits no longer than the limit, and others run meanwhile", async () => {
  using crons = new CronJobs(silent);
  const { promise, resolve } = Promise.withResolvers<void>();
  crons.add({ id: "hangs", expression: "0 * * * *", run: () => promise });
  crons.add({ id: "fine", expression: "0 * * * *", run() {} });
  const outcome = crons.run("hangs", 50);
  expect(await crons.run("fine", 50)).toBeNull();
  expect(await outcome).toBe("it still runs after 0.05 seconds");
  resolve();
  expect(await crons.run("hangs", 10_000)).toBeNull();
});
