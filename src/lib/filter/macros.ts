import { formatDate } from "../dates.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a macro stands for at a moment: numbers for parts of the time, date texts otherwise. All are in UTC. */
export const macros: Readonly<Record<string, (now: Date) => string | number>> = {
  "@now": formatDate,
  "@second": (now) => now.getUTCSeconds(),
  "@minute": (now) => now.getUTCMinutes(),
  "@hour": (now) => now.getUTCHours(),
  "@day": (now) => now.getUTCDate(),
  "@month": (now) => now.getUTCMonth() + 1,
  /** Sunday is 0. */
  "@weekday": (now) => now.getUTCDay(),
  "@year": (now) => now.getUTCFullYear(),
  "@yesterday": (now) => formatDate(new Date(now.getTime() - DAY_MS)),
  "@tomorrow": (now) => formatDate(new Date(now.getTime() + DAY_MS)),
  "@todayStart": (now) => startOf(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()),
  "@todayEnd": (now) => endBefore(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1),
  "@monthStart": (now) => startOf(now.getUTCFullYear(), now.getUTCMonth(), 1),
  "@monthEnd": (now) => endBefore(now.getUTCFullYear(), now.getUTCMonth() + 1, 1),
  "@yearStart": (now) => startOf(now.getUTCFullYear(), 0, 1),
  "@yearEnd": (now) => endBefore(now.getUTCFullYear() + 1, 0, 1),
};

function startOf(year: number, month: number, day: number): string {
  return formatDate(new Date(Date.UTC(year, month, day)));
}

/** The last millisecond before a day. */
function endBefore(year: number, month: number, day: number): string {
  return formatDate(new Date(Date.UTC(year, month, day) - 1));
}
