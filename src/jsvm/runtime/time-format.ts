import { offsetText } from "./time-zone.ts";

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** What clocks show. */
export interface WallTime {
  readonly year: number;
  /** From 1 on. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly offsetMs: number;
  readonly zone: string;
}

/** The parts of a layout, the longer first where one begins with the other. */
const PARTS =
  /January|Jan|Monday|Mon|MST|2006|-07:00:00|-070000|-07:00|-0700|-07|Z07:00:00|Z070000|Z07:00|Z0700|Z07|__2|_2006|_2|002|01|02|03|04|05|06|15|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|[1-5]/g;

/** The time in a layout of Go's, which shows how it writes January 2 2006, 15:04:05 -0700. */
export function formatTime(layout: string, time: WallTime): string {
  return layout.replace(PARTS, (part) => partOf(part, time));
}

function partOf(part: string, time: WallTime): string {
  if (/^[.,]/.test(part)) return fraction(part, time.nanosecond);
  if (part.includes("07")) return zoneOf(part, time.offsetMs);
  const write = WRITERS[part];
  return write === undefined ? part : write(time);
}

const WRITERS: Readonly<Record<string, (time: WallTime) => string>> = {
  January: ({ month }) => MONTHS[month - 1] ?? "",
  Jan: ({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3),
  Monday: ({ weekday }) => WEEKDAYS[weekday] ?? "",
  Mon: ({ weekday }) => (WEEKDAYS[weekday] ?? "").slice(0, 3),
  MST: ({ zone }) => zone,
  "2006": ({ year }) => String(year).padStart(4, "0"),
  _2006: ({ year }) => `_${String(year).padStart(4, "0")}`,
  "06": ({ year }) => two(year % 100),
  "01": ({ month }) => two(month),
  "1": ({ month }) => String(month),
  "02": ({ day }) => two(day),
  _2: ({ day }) => String(day).padStart(2),
  "2": ({ day }) => String(day),
  "002": ({ yearDay }) => String(yearDay).padStart(3, "0"),
  __2: ({ yearDay }) => String(yearDay).padStart(3),
  "15": ({ hour }) => two(hour),
  "03": ({ hour }) => two(hour % 12 || 12),
  "3": ({ hour }) => String(hour % 12 || 12),
  "04": ({ minute }) => two(minute),
  "4": ({ minute }) => String(minute),
  "05": ({ second }) => two(second),
  "5": ({ second }) => String(second),
  PM: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  pm: ({ hour }) => (hour < 12 ? "am" : "pm"),
};

/** Nines leave out zeros at the end, and the sign with them. */
function fraction(part: string, nanosecond: number): string {
  const digits = String(nanosecond)
    .padStart(9, "0")
    .slice(0, part.length - 1);
  if (part[1] === "0") return part.charAt(0) + digits;
  const short = digits.replace(/0+$/, "");
  return short === "" ? "" : part.charAt(0) + short;
}

function zoneOf(part: string, offsetMs: number): string {
  if (part.startsWith("Z") && offsetMs === 0) return "Z";
  const text = offsetText(offsetMs, part.includes(":") ? ":" : "");
  const length = part.replace(/^[Z-]/, "").length;
  if (length === 2) return text.slice(0, 3);
  return length <= 5 ? text : `${text}${part.includes(":") ? ":" : ""}00`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
