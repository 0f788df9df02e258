import type { Logger } from "./log.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];

/** Writes an event a line as JSON, from the given level on, with the given fields in each. */
export function createJsonLog(
  minimum: Level,
  write: (line: string) => void = console.log,
  fields: Readonly<Record<string, unknown>> = {},
): Logger {
  const log =
    (level: Level): Logger[Level] =>
    (message, data = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(minimum)) return;
      // What the data calls the same comes under a name of its own.
      const details = isEmpty(data) ? {} : { data };
      write(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields, ...details }));
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

function isEmpty(data: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(data).length === 0;
}
