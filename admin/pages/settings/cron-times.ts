import { Cron } from "croner";

/** When an expression runs next, in UTC as the server reads it; empty where it can't be read. Null: it never runs. */
export function nextRuns(expression: string, count: number): Date[] {
  try {
    // As the server: the day of the month and that of the week must both match.
    return new Cron(expression, { mode: "5-part", timezone: "UTC", domAndDow: true, paused: true }).nextRuns(count);
  } catch {
    return [];
  }
}

const local = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const utc = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

export function localTime(date: Date): string {
  return local.format(date);
}

export function utcTime(date: Date): string {
  return `${utc.format(date)} UTC`;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** Such as "in 3 hours". */
export function timeUntil(date: Date, now = new Date()): string {
  const seconds = (date.getTime() - now.getTime()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
