import { bounded, boundedData, boundedOutput } from "./bounded.ts";
import { call } from "./server.ts";

type Level = "debug" | "info" | "warn" | "error";

type Entries = readonly (readonly [name: string, value: unknown])[];

/** Does to the entries of a line what a `with` or a `withGroup` asks for. */
type Wrap = (entries: Entries) => Entries;

/** `$app.logger()`: a message and names and values in turn. */
export class Logger {
  /** The outermost first. */
  readonly #wraps: readonly Wrap[];

  constructor(wraps: readonly Wrap[] = []) {
    this.#wraps = wraps;
  }

  debug(message: unknown, ...values: readonly unknown[]): void {
    this.#write("debug", message, values);
  }

  info(message: unknown, ...values: readonly unknown[]): void {
    this.#write("info", message, values);
  }

  warn(message: unknown, ...values: readonly unknown[]): void {
    this.#write("warn", message, values);
  }

  error(message: unknown, ...values: readonly unknown[]): void {
    this.#write("error", message, values);
  }

  // Go's contexts say nothing that is logged.

  debugContext(_context: unknown, message: unknown, ...values: readonly unknown[]): void {
    this.#write("debug", message, values);
  }

  infoContext(_context: unknown, message: unknown, ...values: readonly unknown[]): void {
    this.#write("info", message, values);
  }

  warnContext(_context: unknown, message: unknown, ...values: readonly unknown[]): void {
    this.#write("warn", message, values);
  }

  errorContext(_context: unknown, message: unknown, ...values: readonly unknown[]): void {
    this.#write("error", message, values);
  }

  /** By Go's number of the level: -4 debug, 0 info, 4 warn, 8 error. */
  log(_context: unknown, ...[level, message, ...values]: readonly unknown[]): void {
    const number = Number(level);
    this.#write(number < 0 ? "debug" : number < 4 ? "info" : number < 8 ? "warn" : "error", message, values);
  }

  /** Whether entries of the level are kept by the settings. */
  enabled(_context: unknown, level: unknown): boolean {
    return call("system.logs", 0, [Number(level)]) === true;
  }

  with(...values: readonly unknown[]): Logger {
    // As in PocketBase, of two with one name it is the outer one that is logged.
    return new Logger([...this.#wraps, (entries) => [...entries, ...entriesOf(values)]]);
  }

  withGroup(name: string): Logger {
    return name === "" ? this : new Logger([...this.#wraps, (entries) => [[name, new Group(entries)]]]);
  }

  #write(level: Level, message: unknown, values: readonly unknown[]): void {
    const entries = this.#wraps.reduceRight((within, wrap) => wrap(within), entriesOf(values));
    const data = boundedData(dataOf(entries), (beginning) => ({ "!TOOLONG": beginning }));
    call("system.log", 0, [level, bounded(message), data]);
  }
}

/** Entries that are logged as an object, where there are any. */
class Group {
  readonly entries: Entries;

  constructor(entries: Entries) {
    this.entries = entries;
  }
}

/** As in Go, what is no name, or has no value, is one under a name that says so. */
function entriesOf(values: readonly unknown[]): Entries {
  const entries: [string, unknown][] = [];
  for (let index = 0; index < values.length; index += 1) {
    const isPair = typeof values[index] === "string" && index + 1 < values.length;
    const name = isPair ? String(values[index]) : "!BADKEY";
    if (isPair) index += 1;
    entries.push([name, values[index]]);
  }
  return entries;
}

function dataOf(entries: Entries): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    if (!(value instanceof Group)) data[name] = value instanceof Error ? String(value) : value;
    else if (value.entries.length > 0) data[name] = dataOf(value.entries);
  }
  return data;
}

/** The server prints what `console` is given. */
export const hookConsole = {
  log: (...parts: readonly unknown[]): void => print("info", parts),
  info: (...parts: readonly unknown[]): void => print("info", parts),
  debug: (...parts: readonly unknown[]): void => print("debug", parts),
  warn: (...parts: readonly unknown[]): void => print("warn", parts),
  error: (...parts: readonly unknown[]): void => print("error", parts),
};

function print(level: Level, parts: readonly unknown[]): void {
  call("system.print", 0, [level, boundedOutput(formatted(parts))]);
}

/** As in PocketBase, where the first may have `%s`, `%d`, `%j` and `%%`; objects are JSON here. */
function formatted([first, ...others]: readonly unknown[]): string {
  if (typeof first !== "string")
    return [first, ...others]
      .map(shown)
      .join(" ")
      .replace(/^undefined$/, "");
  let used = 0;
  const text = first.replaceAll(/%([sdj%])/g, (verb, kind: string) => {
    if (kind === "%") return "%";
    if (used === others.length) return verb;
    const value = others[used];
    used += 1;
    return kind === "d" ? String(Number(value)) : kind === "j" ? (JSON.stringify(value) ?? "undefined") : shown(value);
  });
  return [text, ...others.slice(used).map(shown)].join(" ");
}

function shown(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error || value instanceof Date) return String(value);
  try {
    const json = JSON.stringify(value) ?? "undefined";
    // What is a text in JSON, such as a date, is shown as that text.
    return json.startsWith('"') ? (JSON.parse(json) as string) : json;
  } catch {
    // What JSON can't have, such as an object that is within itself.
    return Object.prototype.toString.call(value);
  }
}
