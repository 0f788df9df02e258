import type { Logger } from "./log.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];

/**
 * Writes lines to stderr from the given level on. With a `frame` in its data, the lines of source around a mistake, a message is for
 * whoever wrote them: the frame is shown as it is, and in place of the stack.
 */
export function createConsoleLog(minimum: Level, write: (line: string) => void = console.error): Logger {
  const log =
    (level: Level): Logger[Level] =>
    (message, data = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(minimum)) return;
      const { frame, ...others } = data;
      const { stack: _, ...rest } = others;
      const shown = typeof frame === "string" ? rest : others;
      const details = Object.keys(shown).length === 0 ? "" : ` ${JSON.stringify(shown)}`;
      const source = typeof frame === "string" ? `\n${painted(frame)}` : "";
      write(`${new Date().toISOString()} ${level.toUpperCase()} ${message}${details}${source}`);
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

const RED = "\u001B[31m";
const PLAIN = "\u001B[0m";

/** On a terminal the marked line is red. */
function painted(frame: string): string {
  if (!process.stderr.isTTY || process.env["NO_COLOR"]) return frame;
  return frame.replaceAll(/^>.*$/gm, `${RED}$&${PLAIN}`);
}
