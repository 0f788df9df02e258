import { createConsoleLog } from "../lib/console-log.ts";
import { createJsonLog } from "../lib/json-log.ts";
import type { Logger } from "../lib/log.ts";
import type { ActivityLog } from "../server/middleware/activity-log.ts";
import { createJsonRequestLog, createRequestPrinter } from "../server/middleware/print-requests.ts";
import { ownRole } from "../workers/worker-role.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { ownCommand, quoted } from "./own-command.ts";

/** Where lines go, by `--log` and `--dev`. */
export interface Output {
  readonly log: Logger;
  readonly activityLogs: readonly ActivityLog[];
  readonly isJson: boolean;
  greet(url: string, installerToken: string | null): void;
  /** Prints a line for whoever works on plugins; not where the log says the same. */
  readonly tell: (line: string) => void;
  /** Prints what hook files give `console`, with the time as PocketBase does, mistakes to stderr. Null: the log has it. */
  readonly print: ((line: string, isMistake: boolean) => void) | null;
}

/** In a worker, lines have its number and only the first one prints what is the same in all. */
export function outputOf({ flags }: Input, worker: number | null = ownRole()?.number ?? null): Output {
  const isDevelopment = flags["dev"] === "true";
  const form = flags["log"] ?? "text";
  if (form === "json") {
    const { node } = flags;
    const fields = { ...(worker === null ? {} : { worker }), ...(node === undefined ? {} : { node }) };
    const log = createJsonLog(isDevelopment ? "debug" : "info", console.log, fields);
    return {
      log,
      activityLogs: [createJsonRequestLog(console.log, fields)],
      isJson: true,
      greet: (url) => log.info("server started", { url }),
      tell: ignore,
      print: null,
    };
  }
  if (form !== "text") throw new UsageError(`--log must be text or json, not "${form}"`);
  const prefix = worker === null ? "" : `[worker ${worker}] `;
  const isSilent = isDevelopment || (worker !== null && worker !== 1);
  return {
    log: createConsoleLog(isDevelopment ? "debug" : "warn", (line) => console.error(prefix + line)),
    activityLogs: isDevelopment ? [createRequestPrinter((line) => console.log(prefix + line))] : [],
    isJson: false,
    greet: (url, token) => greet(url, token, flags),
    tell: isSilent ? ignore : console.log,
    print: (line, isMistake) => console[isMistake ? "error" : "log"](`${prefix}${localTime(new Date())} ${line}`),
  };
}

/** Prints a line that everyone should see, and logs it. */
export function announce(line: string, { isJson }: Output, log: Logger): void {
  log.info(line);
  if (!isJson) console.log(line);
}

/** Logs that a node is back that has waited for another one. */
export function tellReturned({ log }: Output, url: string): void {
  log.warn("the server runs again, with what the nodes have in the database", { url });
}

/** Logs with which data a server runs after a restore. */
export function tellRestarted({ log }: Output, url: string, isRestored: boolean): void {
  const data = isRestored ? "the restored data" : "the data from before the restart";
  log.warn(`the server runs with ${data}`, { url });
}

/** `2026/01/31 23:59:59` */
function localTime(now: Date): string {
  const numbers = [
    now.getFullYear(),
    now.getMonth() + 1,
    now.getDate(),
    now.getHours(),
    now.getMinutes(),
    now.getSeconds(),
  ];
  const [year, month, day, ...time] = numbers.map((number) => String(number).padStart(2, "0"));
  return `${year}/${month}/${day} ${time.join(":")}`;
}

function ignore(): void {}

function greet(url: string, installerToken: string | null, flags: Input["flags"]): void {
  const lines = [`Server started at ${url}`, `├─ REST API:  ${url}/api/`, `└─ Dashboard: ${url}/_/`];
  if (installerToken !== null) {
    lines.push(
      "",
      "There is no superuser yet. Open this link to create one (it works for 30 minutes):",
      // The page of PocketBase's dashboard with this address is the installer.
      `${url}/_/#/pbinstal/${installerToken}`,
      `or with: ${[ownCommand(), "superuser upsert EMAIL PASSWORD", ...placeOf(flags)].join(" ")}`,
      "",
    );
  }
  console.log(lines.join("\n"));
}

/** What another command needs to find the same data, unless the environment says it. The URL of a database may hold a password. */
function placeOf({ dir, database }: Input["flags"]): string[] {
  const { BAOBOX_DIR, BAOBOX_DATABASE } = process.env;
  return [
    ...(dir === undefined || dir === BAOBOX_DIR ? [] : ["--dir", quoted(dir)]),
    ...(database === undefined || database === BAOBOX_DATABASE ? [] : ["--database …"]),
  ];
}

export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What `console` of hook files prints in a command, as programs do. */
export function printPlainly(line: string, isMistake: boolean): void {
  (isMistake ? process.stderr : process.stdout).write(`${line}\n`);
}
