import { afterEach, expect, setSystemTime, test } from "bun:test";
import { JobClaims } from "../../src/lib/job-claims.ts";

const NOON_MS = Date.UTC(2030, 0, 1, 12);
const MINUTE_MS = 60_000;

class Runner {
  readonly #listeners: (() => void)[] = [];

  onGone(listener: () => void): void {
    this.#listeners.push(listener);
  }

  die(): void {
    for (const listener of this.#listeners) listener();
  }
}

afterEach(() => {
  setSystemTime();
});

test("a job that is due runs once, whoever claims it", () => {
  const claims = new JobClaims(() => undefined);
  const [first, second] = [new Runner(), new Runner()];
  claims.begin(first);
  expect(claims.claim(first, { job: "a", dueMs: NOON_MS })).toBe(true);
  claims.finish(first, "a");
  first.die();
  claims.begin(second);
  expect(claims.claim(second, { job: "a", dueMs: NOON_MS })).toBe(false);
  expect(claims.claim(second, { job: "a", dueMs: NOON_MS - MINUTE_MS })).toBe(false);
  expect(claims.claim(second, { job: "b", dueMs: NOON_MS })).toBe(true);
  expect(claims.claim(second, { job: "a", dueMs: NOON_MS + MINUTE_MS })).toBe(true);
});

test("the first runner has nothing to catch up on, the next one has what the last one may not have claimed", () => {
  const claims = new JobClaims(() => undefined);
  const [first, second] = [new Runner(), new Runner()];
  setSystemTime(NOON_MS);
  expect(claims.begin(first)).toBe(NOON_MS);
  setSystemTime(NOON_MS + 40_000);
  first.die();
  setSystemTime(NOON_MS + 45_000);
  expect(claims.begin(second)).toBe(NOON_MS + 10_000);
});

test("what was due before the first runner began is never caught up on: the server before may have run it", () => {
  const claims = new JobClaims(() => undefined);
  const [first, second] = [new Runner(), new Runner()];
  setSystemTime(NOON_MS + 5_000);
  claims.begin(first);
  setSystemTime(NOON_MS + 10_000);
  first.die();
  expect(claims.begin(second)).toBe(NOON_MS + 5_000);
});

test("jobs whose runner died are named, those that had ended are not", () => {
  const cutOff: string[] = [];
  const claims = new JobClaims((job) => cutOff.push(job));
  const runner = new Runner();
  claims.begin(runner);
  for (const job of ["a", "b"]) claims.claim(runner, { job, dueMs: NOON_MS });
  claims.finish(runner, "a");
  runner.die();
  expect(cutOff).toEqual(["b"]);
});
