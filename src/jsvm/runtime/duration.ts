import { GoNumber } from "./go-number.ts";

const MICROSECOND = 1e3;
const MILLISECOND = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Go's time.Duration: a number of nanoseconds. */
export class Duration extends GoNumber {
  static ofSeconds(seconds: unknown): Duration {
    return new Duration(Number(seconds ?? 0) * SECOND);
  }

  hours(): number {
    return this.valueOf() / HOUR;
  }

  minutes(): number {
    return this.valueOf() / MINUTE;
  }

  seconds(): number {
    return this.valueOf() / SECOND;
  }

  milliseconds(): number {
    return Math.trunc(this.valueOf() / MILLISECOND);
  }

  microseconds(): number {
    return Math.trunc(this.valueOf() / MICROSECOND);
  }

  nanoseconds(): number {
    return this.valueOf();
  }

  abs(): Duration {
    return new Duration(Math.abs(this.valueOf()));
  }

  /** To a multiple of `unit`, half away from zero. */
  round(unit: unknown): Duration {
    const step = Number(unit);
    if (!(step > 0)) return this;
    return new Duration(Math.sign(this.valueOf()) * Math.round(Math.abs(this.valueOf()) / step) * step);
  }

  truncate(unit: unknown): Duration {
    const step = Number(unit);
    return step > 0 ? new Duration(this.valueOf() - (this.valueOf() % step)) : this;
  }

  /** "1h2m3.5s", "1.5ms", "0s" */
  string(): string {
    const sign = this.valueOf() < 0 ? "-" : "";
    const size = Math.abs(this.valueOf());
    if (size === 0) return "0s";
    if (size < MICROSECOND) return `${sign}${size}ns`;
    if (size < MILLISECOND) return `${sign}${size / MICROSECOND}µs`;
    if (size < SECOND) return `${sign}${size / MILLISECOND}ms`;
    const hours = Math.trunc(size / HOUR);
    const minutes = Math.trunc((size % HOUR) / MINUTE);
    const seconds = Number(((size % MINUTE) / SECOND).toFixed(9));
    if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
    return minutes > 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`;
  }
}
