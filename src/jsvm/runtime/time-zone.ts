/** A time zone by its IANA name; UTC for names that there are not, as PocketBase does. */
export class Timezone {
  readonly #name: string;
  #format: Intl.DateTimeFormat | null = null;

  constructor(name: unknown = "") {
    this.#name = typeof name === "string" && isKnown(name) ? name : "UTC";
  }

  static readonly utc = new Timezone("UTC");

  string(): string {
    return this.#name;
  }

  toString(): string {
    return this.#name;
  }

  /** What its clocks show beyond UTC at that time. */
  offsetMs(ms: number): number {
    if (this.#name === "UTC") return 0;
    const parts = this.#clock().formatToParts(ms);
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value ?? 0);
    const wall = new Date(0);
    wall.setUTCFullYear(part("year"), part("month") - 1, part("day"));
    wall.setUTCHours(part("hour"), part("minute"), part("second"));
    return wall.getTime() - Math.floor(ms / 1000) * 1000;
  }

  /** The time at which its clocks show that wall time; of a time that comes twice the first. */
  fromWall(wallMs: number): number {
    const before = wallMs - this.offsetMs(wallMs - DAY_MS);
    const exact = wallMs - this.offsetMs(before);
    return this.offsetMs(before) === wallMs - before ? before : exact;
  }

  /** Whether clocks show more than they do at the other end of the year. */
  isDst(ms: number): boolean {
    const year = new Date(ms).getUTCFullYear();
    const offsets = [Date.UTC(year, 0, 1), Date.UTC(year, 6, 1)].map((at) => this.offsetMs(at));
    return this.offsetMs(ms) > Math.min(...offsets);
  }

  /** "CET"; where there is no common abbreviation the offset, "+03". */
  abbreviation(ms: number): string {
    if (this.#name === "UTC") return "UTC";
    for (const language of LANGUAGES) {
      const format = new Intl.DateTimeFormat(language, { timeZone: this.#zone(), timeZoneName: "short" });
      const name = format.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
      if (/^[A-Z]{3,5}$/.test(name)) return name;
    }
    return offsetText(this.offsetMs(ms), "").replace(/00$/, "");
  }

  #zone(): string | undefined {
    return this.#name === "Local" ? undefined : this.#name;
  }

  #clock(): Intl.DateTimeFormat {
    return (this.#format ??= new Intl.DateTimeFormat("en-US", {
      timeZone: this.#zone(),
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }));
  }
}

const DAY_MS = 86_400_000;

/** Each of them has abbreviations for other parts of the world. */
const LANGUAGES = ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA"];

/** `+02:00`, or `+0200` with "" between. */
export function offsetText(offsetMs: number, between: string): string {
  const minutes = Math.abs(Math.trunc(offsetMs / 60_000));
  const two = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${two(minutes / 60)}${between}${two(minutes % 60)}`;
}

function isKnown(name: string): boolean {
  // To make a format takes a thread that begins longer than all classes of times together.
  if (name === "Local" || name === "UTC") return true;
  if (!name.includes("/") && !/^[A-Z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
