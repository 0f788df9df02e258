import { call, server } from "./server.ts";

type Level = "debug" | "info" | "warn" | "error";

/** `$app.logger()`: a message and names and values in turn. */
export class Logger {
  readonly #more: readonly unknown[];

  constructor(more: readonly unknown[] = []) {
    this.#more = more;
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
    return new Logger([...this.#more, ...values]);
  }

  withGroup(_name: string): Logger {
    return this;
  }

  #write(level: Level, message: unknown, values: readonly unknown[]): void {
    const all = [...this.#more, ...values];
    const data: Record<string, unknown> = {};
    for (let index = 0; index < all.length; index += 2) {
      const value = all[index + 1];
      data[String(all[index])] = value instanceof Error ? String(value) : value;
    }
    call("system.log", 0, [level, String(message), data]);
  }
}

/** What `console` prints is in the log. */
export const hookConsole = {
  log: (...parts: readonly unknown[]): void => print("info", parts),
  info: (...parts: readonly unknown[]): void => print("info", parts),
  debug: (...parts: readonly unknown[]): void => print("debug", parts),
  warn: (...parts: readonly unknown[]): void => print("warn", parts),
  error: (...parts: readonly unknown[]): void => print("error", parts),
};

function print(level: Level, parts: readonly unknown[]): void {
  const texts = parts.map((part) =>
    typeof part === "object" && part !== null && !(part instanceof Error) ? JSON.stringify(part) : String(part),
  );
  if (server.environment.isCommand) call("system.print", 0, [level, texts.join(" ")]);
  else call("system.log", 0, [level, texts.join(" "), {}]);
}
