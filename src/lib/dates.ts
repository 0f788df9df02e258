/**
 * Dates are texts `2026-01-02 03:04:05.678Z` in UTC; "" is no date. The texts sort like the dates.
 */
import { lazy } from "./lazy.ts";

/** The date as text; years outside 0 to 9999 are written as they are. */
export function formatDate(date: Date): string {
  const iso = date.toISOString();
  return iso.length === 24 ? `${iso.slice(0, 10)} ${iso.slice(11)}` : iso.replace("T", " ");
}

let formattedMs = Number.NaN;
let formatted = "";

/** The present, formatted once a millisecond: a batch asks for it with every record. */
export function nowText(): string {
  const now = Date.now();
  if (now !== formattedMs) {
    formatted = formatDate(new Date(now));
    formattedMs = now;
  }
  return formatted;
}

/** Stored dates that need no further look: any but February 29 and Go's zero time. */
const GOOD =
  /^(?!0001-01-01 00:00:00\.000)\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const STORED = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/;

/** No layout is half as long, and each looks through the whole text. */
const MAX_LENGTH = 100;

/** The date of anything that a client may send; "" for what is no date (numbers too, as in PocketBase). */
export function parseDate(raw: unknown): string {
  if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? "" : formatDate(raw);
  if (typeof raw !== "string" || raw.length > MAX_LENGTH) return "";
  if (raw === "" || GOOD.test(raw)) return raw;
  for (const layout of layouts()) {
    const match = layout.exec(raw);
    if (match !== null) return dateOf(match.groups ?? {});
  }
  return "";
}

/** Milliseconds since 1970 of a stored date text; NaN for "". */
export function dateMs(text: string): number {
  return STORED.test(text) ? Date.parse(text.replace(" ", "T")) : NaN;
}

const DATE = String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`;
const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?<fraction>\d+))?`;
const MONTH_NAME = String.raw`(?<monthName>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`;
const WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_WEEKDAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
const OFFSET = String.raw`(?<offset>[+-]\d\d\d\d)`;
const COLON_OFFSET = String.raw`(?<offset>Z|[+-]\d\d:\d\d)`;
const ZONE = "(?:[A-Z]{3,4}|[+-]\\d\\d)";

/** The layouts that Go's `cast.ToTime` knows; the offset of a zone that is only named counts as UTC, as on a server in UTC. */
const layouts = lazy(() =>
  [
    `${DATE} ${TIME}Z`,
    DATE,
    `${DATE}T${TIME}${COLON_OFFSET}`,
    `${DATE}T${TIME}`,
    String.raw`${WEEKDAY}, (?<day>\d\d) ${MONTH_NAME} (?<year>\d{4}) ${TIME} ${OFFSET}`,
    String.raw`${WEEKDAY}, (?<day>\d\d) ${MONTH_NAME} (?<year>\d{4}) ${TIME} ${ZONE}`,
    String.raw`(?<day>\d\d) ${MONTH_NAME} (?<shortYear>\d\d) (?<hour>\d\d):(?<minute>\d\d) ${OFFSET}`,
    String.raw`(?<day>\d\d) ${MONTH_NAME} (?<shortYear>\d\d) (?<hour>\d\d):(?<minute>\d\d) ${ZONE}`,
    String.raw`${LONG_WEEKDAY}, (?<day>\d\d)-${MONTH_NAME}-(?<shortYear>\d\d) ${TIME} ${ZONE}`,
    `${DATE} ${TIME} ${OFFSET} ${ZONE}`,
    `${DATE}T${TIME}${OFFSET}`,
    `${DATE} ${TIME}(?:Z|${OFFSET})`,
    `${DATE} ${TIME}`,
    String.raw`${WEEKDAY} ${MONTH_NAME} [ ]?(?<day>\d\d?) ${TIME} (?<year>\d{4})`,
    String.raw`${WEEKDAY} ${MONTH_NAME} [ ]?(?<day>\d\d?) ${TIME} ${ZONE} (?<year>\d{4})`,
    String.raw`${WEEKDAY} ${MONTH_NAME} (?<day>\d\d) ${TIME} ${OFFSET} (?<year>\d{4})`,
    `${DATE} ${TIME}${COLON_OFFSET}`,
    String.raw`(?<day>\d\d) ${MONTH_NAME} (?<year>\d{4})`,
    String.raw`${DATE} ${TIME} (?<offset>[+-]\d\d:\d\d)`,
    `${DATE} ${TIME} ${OFFSET}`,
    String.raw`(?<hour>\d\d?):(?<minute>\d\d)(?<half>AM|PM)`,
    String.raw`${MONTH_NAME} [ ]?(?<day>\d\d?) ${TIME}`,
  ].map((source) => new RegExp(`^${source}$`)),
);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** The instant that Go calls the zero time, and that therefore counts as no date. */
const ZERO_TIME = "0001-01-01 00:00:00.000Z";

function dateOf(parts: Readonly<Record<string, string | undefined>>): string {
  const number = (name: string) => Number(parts[name] ?? 0);
  const year = parts["shortYear"] === undefined ? number("year") : longYear(number("shortYear"));
  const month = parts["monthName"] === undefined ? Number(parts["month"] ?? 1) : MONTHS.indexOf(parts["monthName"]) + 1;
  const day = Number(parts["day"] ?? 1);
  const hour = hourOf(number("hour"), parts["half"]);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return "";
  if (hour > 23 || number("minute") > 59 || number("second") > 59) return "";
  const offsetMinutes = minutesOf(parts["offset"]);
  if (offsetMinutes === null) return "";
  const milliseconds = Number((parts["fraction"] ?? "").padEnd(3, "0").slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, number("minute") - offsetMinutes, number("second"), milliseconds);
  const text = formatDate(date);
  return text === ZERO_TIME ? "" : text;
}

function longYear(short: number): number {
  return short >= 69 ? 1900 + short : 2000 + short;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (half === "PM" ? 12 : 0);
}

function daysIn(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

/** Null for an offset that no clock has. */
function minutesOf(offset: string | undefined): number | null {
  if (offset === undefined || offset === "Z") return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(-2));
  if (hours > 24 || minutes > 60) return null;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** Whether a value is "" or has the very form that dates are written in: `2026-01-02 03:04:05.678Z`. Looks at its frame only. */
export function isDateText(value: unknown): boolean {
  return value === "" || (typeof value === "string" && value.length === 24 && value[10] === " " && value[23] === "Z");
}
