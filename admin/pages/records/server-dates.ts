const DATE = String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`;
const CLOCK = String.raw`(?<hour>\d\d):(?<minute>\d\d)`;
const TIME = String.raw`${CLOCK}:(?<second>\d\d)(?:[.,]\d+)?`;
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const NAME = `(?<name>${NAMES.join("|")})`;
const WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_WEEKDAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
const OFFSET = String.raw`[+-](?<offsetHours>\d\d)(?<offsetMinutes>\d\d)`;
const COLON_OFFSET = String.raw`[+-](?<offsetHours>\d\d):(?<offsetMinutes>\d\d)`;
const ZONE = String.raw`(?:[A-Z]{3,4}|[+-]\d\d)`;

/** The formats that the server reads dates in; it stores no date for a text in any other. */
const FORMATS = [
  DATE,
  `${DATE}[T ]${TIME}(?:Z|${OFFSET})?`,
  `${DATE}[T ]${TIME}${COLON_OFFSET}`,
  `${DATE} ${TIME} (?:${COLON_OFFSET}|${OFFSET}(?: ${ZONE})?)`,
  String.raw`(?<day>\d\d) ${NAME} (?<year>\d{4})`,
  String.raw`(?<day>\d\d) ${NAME} (?<shortYear>\d\d) ${CLOCK} (?:${OFFSET}|${ZONE})`,
  String.raw`${WEEKDAY}, (?<day>\d\d) ${NAME} (?<year>\d{4}) ${TIME} (?:${OFFSET}|${ZONE})`,
  String.raw`${LONG_WEEKDAY}, (?<day>\d\d)-${NAME}-(?<shortYear>\d\d) ${TIME} ${ZONE}`,
  String.raw`${WEEKDAY} ${NAME} [ ]?(?<day>\d\d?) ${TIME} (?:${ZONE} )?(?<year>\d{4})`,
  String.raw`${WEEKDAY} ${NAME} (?<day>\d\d) ${TIME} ${OFFSET} (?<year>\d{4})`,
  String.raw`${NAME} [ ]?(?<day>\d\d?) ${TIME}`,
  String.raw`(?<halfHour>\d\d?):(?<minute>\d\d)(?:AM|PM)`,
].map((source) => new RegExp(`^${source}$`));

/** The instant that is no date in Go, nor for the server. */
const ZERO_TIME = /^0001-01-01(?:[T ]00:00:00(?:[.,]0+)?Z?)?$/;

/** Whether the server reads the text as a date. */
export function isServerDate(text: string): boolean {
  if (ZERO_TIME.test(text)) return false;
  for (const format of FORMATS) {
    const match = format.exec(text);
    if (match !== null) return isPossible(match.groups ?? {});
  }
  return false;
}

type Parts = Readonly<Record<string, string | undefined>>;

function isPossible(parts: Parts): boolean {
  const number = (name: string, other = 0): number => Number(parts[name] ?? other);
  const month = parts["name"] === undefined ? number("month", 1) : NAMES.indexOf(parts["name"]) + 1;
  const inRange = [
    isWithin(month, 1, 12),
    isWithin(number("day", 1), 1, daysIn(yearOf(parts), month)),
    isWithin(number("hour"), 0, 23),
    isWithin(number("halfHour", 1), 1, 12),
    isWithin(number("minute"), 0, 59),
    isWithin(number("second"), 0, 59),
    isWithin(number("offsetHours"), 0, 24),
    isWithin(number("offsetMinutes"), 0, 60),
  ];
  return inRange.every(Boolean);
}

function yearOf({ year, shortYear }: Parts): number {
  if (shortYear === undefined) return Number(year ?? 0);
  return Number(shortYear) + (Number(shortYear) >= 69 ? 1900 : 2000);
}

function daysIn(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
