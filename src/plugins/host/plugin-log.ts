import type { Logger } from "../../lib/log.ts";
import type { Boundary } from "../boundary.ts";

/** The log with the plugin's name on each line. */
export function createPluginLog(log: Logger, plugin: string, boundary: Boundary): Logger {
  const write =
    (level: keyof Logger) =>
    (message: string, data: Readonly<Record<string, unknown>> = {}): void =>
      boundary.toHost(() => log[level](message, { plugin, ...data }));
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
