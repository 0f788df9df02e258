import type { Logger } from "./log.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];

/** Writes lines to stderr from the given level on. */
export function createConsoleLog(minimum: Level, write: (line: string) => void = console.error): Logger {
  const log =
    (level: Level): Logger[Level] =>
    (message, data = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(minimum)) return;
      const details = Object.keys(data).length === 0 ? "" : ` ${JSON.stringify(data)}`;
      write(`${new Date().toISOString()} ${level.toUpperCase()} ${message}${details}`);
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}
