import { createConsoleLog } from "../lib/console-log.ts";
import { createJsonLog } from "../lib/json-log.ts";
import type { Logger } from "../lib/log.ts";
import type { ActivityLog } from "../server/middleware/activity-log.ts";
import { createJsonRequestLog, createRequestPrinter } from "../server/middleware/print-requests.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { ownCommand } from "./own-command.ts";

/** Where lines go, by `--log` and `--dev`. */
export interface Output {
  readonly log: Logger;
  readonly activityLogs: readonly ActivityLog[];
  readonly isJson: boolean;
  greet(url: string, installerToken: string | null): void;
  /** Prints a line for whoever works on plugins; not where the log says the same. */
  readonly tell: (line: string) => void;
}

export function outputOf({ flags }: Input): Output {
  const isDevelopment = flags["dev"] === "true";
  const form = flags["log"] ?? "text";
  if (form === "json") {
    const log = createJsonLog(isDevelopment ? "debug" : "info");
    const printed = createJsonRequestLog(console.log);
    return {
      log,
      activityLogs: [printed],
      isJson: true,
      greet: (url) => log.info("server started", { url }),
      tell: ignore,
    };
  }
  if (form !== "text") throw new UsageError(`--log must be text or json, not "${form}"`);
  return {
    log: createConsoleLog(isDevelopment ? "debug" : "warn"),
    activityLogs: isDevelopment ? [createRequestPrinter(console.log)] : [],
    isJson: false,
    greet,
    tell: isDevelopment ? ignore : console.log,
  };
}

function ignore(): void {}

function greet(url: string, installerToken: string | null): void {
  const lines = [`Server started at ${url}`, `├─ REST API:  ${url}/api/`, `└─ Dashboard: ${url}/_/`];
  if (installerToken !== null) {
    lines.push(
      "",
      "There is no superuser yet. Open this link to create one (it works for 30 minutes):",
      // The page of PocketBase's dashboard with this address is the installer.
      `${url}/_/#/pbinstal/${installerToken}`,
      `or with: ${ownCommand()} superuser upsert EMAIL PASSWORD`,
      "",
    );
  }
  console.log(lines.join("\n"));
}
