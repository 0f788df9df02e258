import { Timezone } from "./time-zone.ts";

/** Has dates and numbers write themselves as in PocketBase's engine, whose texts are the same everywhere. */
export function installGoTexts(): void {
  const writers: Readonly<globalThis.Record<string, (date: Date) => string>> = {
    toLocaleDateString: dayOf,
    toLocaleTimeString: timeOf,
    toLocaleString: (date: Date) => `${dayOf(date)}, ${timeOf(date)}`,
    toString: (date: Date) => `${date.toDateString()} ${zonedTimeOf(date)}`,
    toTimeString: zonedTimeOf,
  };
  for (const [name, write] of Object.entries(writers)) {
    const value = function text(this: Date): string {
      return Number.isNaN(this.getTime()) ? "Invalid Date" : write(this);
    };
    Object.defineProperty(Date.prototype, name, { value, writable: true, configurable: true });
  }
  Object.defineProperty(Number.prototype, "toLocaleString", {
    // oxlint-disable-next-line typescript/unbound-method -- it is the method of another name
    value: Number.prototype.toString,
    writable: true,
    configurable: true,
  });
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

function dayOf(date: Date): string {
  return `${two(date.getMonth() + 1)}/${two(date.getDate())}/${String(date.getFullYear()).padStart(4, "0")}`;
}

function timeOf(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function zonedTimeOf(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const offset = `${minutes < 0 ? "-" : "+"}${two(Math.trunc(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
  const zone = minutes === 0 ? "UTC" : new Timezone("Local").abbreviation(date.getTime());
  return `${timeOf(date)} GMT${offset} (${zone})`;
}
