// The one style of dates, times and numbers: in the reader's language and time zone, which is named.
import { locale } from "./language.ts";

const DAY = { year: "numeric", month: "short", day: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" } as const;

const moments = new Intl.DateTimeFormat(locale, { ...DAY, ...CLOCK });
const utcMoments = new Intl.DateTimeFormat(locale, { ...DAY, ...CLOCK, timeZone: "UTC" });
const days = new Intl.DateTimeFormat(locale, DAY);
const clocks = new Intl.DateTimeFormat(locale, CLOCK);
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

/** Such as "Jan 2, 2026, 03:04:05 PM GMT+1". */
export function formatTime(date: Date): string {
  return moments.format(date);
}

/** As `formatTime`, in UTC. */
export function formatUtc(date: Date): string {
  return utcMoments.format(date);
}

/** Without the time of day, such as "Jan 2, 2026". */
export function formatDay(date: Date): string {
  return days.format(date);
}

/** Without the day, such as "03:04:05 PM GMT+1". */
export function formatClock(date: Date): string {
  return clocks.format(date);
}

/** From one time to another; the day only once where they share it. */
export function formatRange(from: Date, to: Date): string {
  return moments.formatRange(from, to);
}

/** A date as the server stores it, such as "2026-01-02 03:04:05.678Z"; as it is where it is none. */
export function formatStored(stored: string): string {
  const date = new Date(stored.replace(" ", "T"));
  return Number.isNaN(date.getTime()) ? stored : formatTime(date);
}

export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  return value.toLocaleString(locale, options);
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** Such as "in 3 hours". */
export function formatUntil(date: Date, now = new Date()): string {
  const seconds = (date.getTime() - now.getTime()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return relative.format(Math.round(seconds / size), unit);
}

/** Such as "0.4 ms", "120 ms" or "2.5 s". */
export function formatDuration(ms: number): string {
  if (ms >= 10_000) return `${formatNumber(ms / 1000, { maximumFractionDigits: 1 })} s`;
  return `${formatNumber(ms, { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`;
}

const SIZES = ["B", "KB", "MB", "GB", "TB"];

/** Of bytes, such as "3.4 MB". */
export function formatSize(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${formatNumber(value, { maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 })} ${SIZES[power]}`;
}
