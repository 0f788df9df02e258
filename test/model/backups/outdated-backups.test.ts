import { expect, test } from "bun:test";
import { outdatedBackups } from "../../../src/model/backups/outdated-backups.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 0, 31);

/** Named by their age in days. */
function aged(...days: number[]): { key: string; size: number; modified: Date }[] {
  return days.map((age) => ({ key: String(age), size: 1, modified: new Date(now - age * DAY_MS) }));
}

function outdated(days: number[], retention: { maxCount: number; maxDays: number }): string[] {
  return outdatedBackups(aged(...days), retention, now).map(({ key }) => key);
}

test("backups go by their number, by their age, or by both", () => {
  const days = [3, 0, 1, 9, 40];
  expect(outdated(days, { maxCount: 0, maxDays: 0 })).toEqual([]);
  expect(outdated(days, { maxCount: 3, maxDays: 0 })).toEqual(["9", "40"]);
  expect(outdated(days, { maxCount: 0, maxDays: 9 })).toEqual(["40"]);
  expect(outdated(days, { maxCount: 4, maxDays: 2 })).toEqual(["3", "9", "40"]);
});

test("the newest stays, whatever its age", () => {
  expect(outdated([100, 200], { maxCount: 1, maxDays: 1 })).toEqual(["200"]);
  expect(outdated([], { maxCount: 1, maxDays: 1 })).toEqual([]);
});
