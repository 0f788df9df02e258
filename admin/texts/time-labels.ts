import { locale } from "./language.ts";

const MINUTE_S = 60;
const DAY_S = 86_400;

const format = (options: Intl.DateTimeFormatOptions): ((date: Date) => string) => {
  const made = new Intl.DateTimeFormat(locale, options);
  return (date) => made.format(date);
};

const seconds = format({ hour: "numeric", minute: "2-digit", second: "2-digit" });
const minutes = format({ hour: "numeric", minute: "2-digit" });
const days = format({ month: "short", day: "numeric" });

/**
 * The labels of a time axis in the reader's language: the clock where there are several a day, with the day below the first one of
 * each day.
 * @param times Seconds since 1970.
 */
export function timeLabels(times: readonly number[]): string[] {
  const stepSeconds = (times[1] ?? Number.POSITIVE_INFINITY) - (times[0] ?? 0);
  const dates = times.map((time) => new Date(time * 1000));
  if (stepSeconds >= DAY_S) return dates.map(days);
  const clock = stepSeconds < MINUTE_S ? seconds : minutes;
  return dates.map((date, index) => {
    const before = dates[index - 1];
    const isNewDay = before === undefined || before.toDateString() !== date.toDateString();
    return isNewDay ? `${clock(date)}\n${days(date)}` : clock(date);
  });
}
