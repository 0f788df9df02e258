import { expect, setSystemTime, test } from "bun:test";
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

test("jobs that were due meanwhile are caught up on once, each in its turn", async () => {
  using crons = new CronJobs(silent);
  const ran: string[] = [];
  const asked: [string, number][] = [];
  const nowMs = Date.UTC(2030, 0, 1, 12, 3, 20);
  setSystemTime(nowMs);
  for (const [id, expression] of Object.entries({
    each: "* * * * *",
    noon: "0 12 * * *",
    later: "30 12 * * *",
    taken: "3 * * * *",
  })) {
    crons.add({ id, expression, run: () => void ran.push(id) });
  }
  crons.start({
    begin(job, dueMs) {
      asked.push([job, (dueMs - nowMs) / 1000]);
      return Promise.resolve(job !== "taken");
    },
    end: (job) => void ran.push(`end of ${job}`),
  });
  crons.catchUp(nowMs - 300_000);
  await Bun.sleep(0);
  expect(asked).toEqual([
    ["each", -20],
    ["noon", -200],
    ["taken", -20],
  ]);
  expect(ran.toSorted()).toEqual(["each", "end of each", "end of noon", "noon"]);
  crons.catchUp(nowMs - 10_000);
  await Bun.sleep(0);
  expect(asked).toHaveLength(3);
  setSystemTime();
});

test("a job whose turn is not known is logged and not run", async () => {
  const logged: unknown[] = [];
  using crons = new CronJobs({ ...silent, error: (message, data) => void logged.push([message, data]) });
  let runs = 0;
  setSystemTime(Date.UTC(2030, 0, 1, 12, 3, 20));
  crons.add({ id: "a", expression: "* * * * *", run: () => void runs++ });
  crons.start({ begin: () => Promise.reject(new Error("no hub")), end: () => undefined });
  crons.catchUp(Date.now() - 60_000);
  await Bun.sleep(0);
  expect([runs, ...logged]).toEqual([
    0,
    ["a cron job was not run, because its turn is not known", { job: "a", error: "Error: no hub" }],
  ]);
  setSystemTime();
});
