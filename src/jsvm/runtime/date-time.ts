import { parseDate, formatDate } from "../../lib/dates.ts";
import { goBytes } from "./bytes.ts";
import type { Duration } from "./duration.ts";
import { wrongArgument } from "./go-arguments.ts";
import { GoTime, ZERO_MS } from "./go-time.ts";
import { Timezone } from "./time-zone.ts";
import { textFrom } from "./values.ts";

/** A date as PocketBase has it: compares with texts and adds to them. "" is no date. */
export class HostDateTime {
  #text: string;
  /** In which `time()` shows it. */
  #zone: Timezone = Timezone.utc;

  constructor(value: unknown = "") {
    this.#text = textOf(value);
  }

  static now(): HostDateTime {
    return new HostDateTime(new Date());
  }

  /** Of a text without an offset, which is the time of the zone. */
  static inZone(text: string, zone: Timezone): HostDateTime {
    const date = new HostDateTime(text);
    date.#zone = zone;
    const hasOffset = /(?:Z|[+-]\d\d:?\d\d|\b(?:UTC|GMT))$/.test(text);
    if (date.#text !== "" && !hasOffset) date.#text = formatDate(new Date(zone.fromWall(date.#ms)));
    return date;
  }

  string(): string {
    return this.#text;
  }

  isZero(): boolean {
    return this.#text === "";
  }

  /** In seconds. */
  unix(): number {
    return Math.floor(this.#ms / 1000);
  }

  time(): GoTime {
    return new GoTime(this.#ms, this.#zone);
  }

  /** `duration` in nanoseconds. */
  add(duration: unknown): HostDateTime {
    return this.#with(this.time().add(duration));
  }

  addDate(years: unknown, months?: unknown, days?: unknown): HostDateTime {
    return this.#with(this.time().addDate(years, months, days));
  }

  sub(other: unknown): Duration {
    return this.time().sub(dateArgument(other).time());
  }

  after(other: unknown): boolean {
    return this.#ms > dateArgument(other).#ms;
  }

  before(other: unknown): boolean {
    return this.#ms < dateArgument(other).#ms;
  }

  compare(other: unknown): number {
    return Math.sign(this.#ms - dateArgument(other).#ms);
  }

  equal(other: unknown): boolean {
    return this.#ms === dateArgument(other).#ms;
  }

  /** Becomes the date of what may be one. */
  scan(value: unknown): void {
    this.#text = textOf(value);
  }

  value(): string {
    return this.#text;
  }

  marshalJSON(): number[] {
    return goBytes(new TextEncoder().encode(JSON.stringify(this.#text)));
  }

  unmarshalJSON(json: unknown): void {
    this.scan(JSON.parse(textFrom(json)));
  }

  toString(): string {
    return this.#text;
  }

  toJSON(): string {
    return this.#text;
  }

  get #ms(): number {
    return this.#text === "" ? ZERO_MS : Date.parse(this.#text.replace(" ", "T"));
  }

  #with(time: GoTime): HostDateTime {
    const date = new HostDateTime(time);
    date.#zone = this.#zone;
    return date;
  }
}

function textOf(value: unknown): string {
  if (value instanceof HostDateTime) return value.string();
  if (value instanceof GoTime) return value.isZero() ? "" : formatDate(new Date(Math.floor(value.valueOf())));
  return parseDate(value);
}

function dateArgument(value: unknown): HostDateTime {
  if (value instanceof HostDateTime) return value;
  throw wrongArgument(value, "types.DateTime");
}

/** The `DateTime` of scripts: now, without a text. What the server found is no instance of it, as in PocketBase. */
export function DateTime(this: unknown, text?: unknown, zone?: unknown): HostDateTime {
  const date = made(text, zone);
  instances.add(date);
  return date;
}

function made(text: unknown, zone: unknown): HostDateTime {
  if (typeof text !== "string" || text === "") return HostDateTime.now();
  if (typeof zone === "string" && zone !== "") return HostDateTime.inZone(text, new Timezone(zone));
  return new HostDateTime(text);
}

const instances = new WeakSet<HostDateTime>();
Object.defineProperty(DateTime, Symbol.hasInstance, {
  value: (value: unknown) => value instanceof HostDateTime && instances.has(value),
});
