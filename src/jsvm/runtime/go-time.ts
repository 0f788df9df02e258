import { Duration } from "./duration.ts";
import { integerArgument, wrongArgument } from "./go-arguments.ts";
import { NamedNumber } from "./go-number.ts";
import { formatTime, MONTHS, type WallTime, WEEKDAYS } from "./time-format.ts";
import { Timezone } from "./time-zone.ts";
import { goBytes } from "./bytes.ts";

/** Year 1, which Go calls the zero time. */
export const ZERO_MS = -62_135_596_800_000;
const DAY_MS = 86_400_000;
const RFC3339 = "2006-01-02T15:04:05.999999999Z07:00";

/** Go's time.Time: a point in time, and the zone in which it is shown. */
export class GoTime {
  readonly #ms: number;
  readonly #zone: Timezone;

  constructor(ms: number, zone = Timezone.utc) {
    this.#ms = ms;
    this.#zone = zone;
  }

  // Points in time.

  unix(): number {
    return Math.floor(this.#ms / 1000);
  }

  unixMilli(): number {
    return Math.floor(this.#ms);
  }

  unixMicro(): number {
    return Math.floor(this.#ms * 1000);
  }

  unixNano(): number {
    return Math.floor(this.#ms * 1e6);
  }

  isZero(): boolean {
    return this.#ms === ZERO_MS;
  }

  before(other: unknown): boolean {
    return this.#ms < timeArgument(other).#ms;
  }

  after(other: unknown): boolean {
    return this.#ms > timeArgument(other).#ms;
  }

  equal(other: unknown): boolean {
    return this.#ms === timeArgument(other).#ms;
  }

  compare(other: unknown): number {
    return Math.sign(this.#ms - timeArgument(other).#ms);
  }

  sub(other: unknown): Duration {
    return new Duration(Math.round((this.#ms - timeArgument(other).#ms) * 1e6));
  }

  /** `duration` in nanoseconds. */
  add(duration: unknown): GoTime {
    return new GoTime(this.#ms + integerArgument(duration ?? 0) / 1e6, this.#zone);
  }

  /** What is too many for a month goes on in the next, as in Go. */
  addDate(years: unknown, months: unknown, days: unknown): GoTime {
    const wall = new Date(this.#ms + this.#zone.offsetMs(this.#ms));
    wall.setUTCFullYear(
      wall.getUTCFullYear() + integerArgument(years ?? 0),
      wall.getUTCMonth() + integerArgument(months ?? 0),
      wall.getUTCDate() + integerArgument(days ?? 0),
    );
    return new GoTime(this.#zone.fromWall(wall.getTime()) + (this.#ms - Math.floor(this.#ms)), this.#zone);
  }

  truncate(duration: unknown): GoTime {
    const stepMs = Number(duration) / 1e6;
    return stepMs > 0 ? new GoTime(this.#ms - ((this.#ms - ZERO_MS) % stepMs), this.#zone) : this;
  }

  round(duration: unknown): GoTime {
    const stepMs = Number(duration) / 1e6;
    return stepMs > 0 ? new GoTime(ZERO_MS + Math.round((this.#ms - ZERO_MS) / stepMs) * stepMs, this.#zone) : this;
  }

  // What clocks show.

  year(): number {
    return this.#wall.year;
  }

  month(): NamedNumber {
    const { month } = this.#wall;
    return new NamedNumber(month, MONTHS[month - 1] ?? "");
  }

  day(): number {
    return this.#wall.day;
  }

  yearDay(): number {
    return this.#wall.yearDay;
  }

  weekday(): NamedNumber {
    const { weekday } = this.#wall;
    return new NamedNumber(weekday, WEEKDAYS[weekday] ?? "");
  }

  hour(): number {
    return this.#wall.hour;
  }

  minute(): number {
    return this.#wall.minute;
  }

  second(): number {
    return this.#wall.second;
  }

  nanosecond(): number {
    return this.#wall.nanosecond;
  }

  clock(): [hour: number, minute: number, second: number] {
    const { hour, minute, second } = this.#wall;
    return [hour, minute, second];
  }

  date(): [year: number, month: NamedNumber, day: number] {
    return [this.year(), this.month(), this.day()];
  }

  isoWeek(): [year: number, week: number] {
    const { year, month, day, weekday } = this.#wall;
    // The week belongs to the year of its Thursday.
    const thursday = new Date(Date.UTC(year, month - 1, day + 4 - (weekday || 7)));
    const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
    return [thursday.getUTCFullYear(), Math.floor((thursday.getTime() - first) / DAY_MS / 7) + 1];
  }

  // The zone.

  in(zone: unknown): GoTime {
    if (!(zone instanceof Timezone)) throw wrongArgument(zone, "*time.Location");
    return new GoTime(this.#ms, zone);
  }

  utc(): GoTime {
    return new GoTime(this.#ms);
  }

  local(): GoTime {
    return new GoTime(this.#ms, new Timezone("Local"));
  }

  location(): Timezone {
    return this.#zone;
  }

  zone(): [name: string, offsetSeconds: number] {
    return [this.#zone.abbreviation(this.#ms), this.#zone.offsetMs(this.#ms) / 1000];
  }

  isDST(): boolean {
    return this.#zone.isDst(this.#ms);
  }

  // Texts.

  /** In a layout of Go's such as "2006-01-02 15:04". */
  format(layout: unknown): string {
    return formatTime(String(layout), this.#wall);
  }

  string(): string {
    return this.format("2006-01-02 15:04:05.999999999 -0700 MST");
  }

  goString(): string {
    const { year, month, day, hour, minute, second, nanosecond } = this.#wall;
    const zone = this.#zone === Timezone.utc ? "time.UTC" : `time.Location(${JSON.stringify(this.#zone.string())})`;
    const parts = [year, `time.${MONTHS[month - 1] ?? ""}`, day, hour, minute, second, nanosecond, zone];
    return `time.Date(${parts.join(", ")})`;
  }

  marshalJSON(): number[] {
    return goBytes(new TextEncoder().encode(JSON.stringify(this.toJSON())));
  }

  marshalText(): number[] {
    return goBytes(new TextEncoder().encode(this.toJSON()));
  }

  toString(): string {
    return this.string();
  }

  /** As Go writes it: RFC 3339 without needless digits. */
  toJSON(): string {
    return this.format(RFC3339);
  }

  /** In milliseconds, for `new Date()` and comparisons. */
  valueOf(): number {
    return this.#ms;
  }

  get #wall(): WallTime {
    const offsetMs = this.#zone.offsetMs(this.#ms);
    const date = new Date(Math.floor(this.#ms + offsetMs));
    const year = date.getUTCFullYear();
    const startOfYear = new Date(0);
    startOfYear.setUTCFullYear(year, 0, 1);
    return {
      year,
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      weekday: date.getUTCDay(),
      yearDay: Math.floor((date.getTime() - startOfYear.getTime()) / DAY_MS) + 1,
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      nanosecond: Math.round((this.#ms - Math.floor(this.#ms / 1000) * 1000) * 1e6),
      offsetMs,
      zone: this.#zone.abbreviation(this.#ms),
    };
  }
}

function timeArgument(value: unknown): GoTime {
  if (value instanceof GoTime) return value;
  throw wrongArgument(value, "time.Time");
}
