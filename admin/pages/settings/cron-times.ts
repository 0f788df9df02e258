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
