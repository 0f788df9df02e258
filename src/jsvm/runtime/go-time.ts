/** Go's time.Time in UTC, as far as scripts use it. */
export class GoTime {
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  unix(): number {
    return Math.floor(this.#ms / 1000);
  }

  unixMilli(): number {
    return Math.floor(this.#ms);
  }

  unixMicro(): number {
    return Math.floor(this.#ms * 1000);
  }

  isZero(): boolean {
    return this.#ms === -62_135_596_800_000;
  }

  year(): number {
    return this.#date.getUTCFullYear();
  }

  month(): number {
    return this.#date.getUTCMonth() + 1;
  }

  day(): number {
    return this.#date.getUTCDate();
  }

  weekday(): number {
    return this.#date.getUTCDay();
  }

  hour(): number {
    return this.#date.getUTCHours();
  }

  minute(): number {
    return this.#date.getUTCMinutes();
  }

  second(): number {
    return this.#date.getUTCSeconds();
  }

  before(other: GoTime): boolean {
    return this.#ms < other.#ms;
  }

  after(other: GoTime): boolean {
    return this.#ms > other.#ms;
  }

  equal(other: GoTime): boolean {
    return this.#ms === other.#ms;
  }

  /** In milliseconds, for `new Date()` and comparisons. */
  valueOf(): number {
    return this.#ms;
  }

  string(): string {
    return this.#date
      .toISOString()
      .replace("T", " ")
      .replace(/\.?0*Z$/, " +0000 UTC");
  }

  toString(): string {
    return this.string();
  }

  /** As Go writes it: RFC 3339 without needless digits. */
  toJSON(): string {
    return this.#date.toISOString().replace(/\.?0*Z$/, "Z");
  }

  get #date(): Date {
    return new Date(this.#ms);
  }
}
