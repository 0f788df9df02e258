import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDatabaseUrl } from "../database/postgres/database-url.ts";
import { isInUse } from "../database/sqlite/in-use.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { countText } from "../lib/limit-error.ts";
import type { CopyReport } from "../model/database-copies/copy-report.ts";
import { MOVED_MARK } from "../model/backups/data-directory.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { runLong } from "./long-command.ts";
import { moveDatabase, type Place } from "./move-database.ts";
import { leaveMark, removeMark } from "./moved-mark.ts";
import { ownCommand } from "./own-command.ts";
import { durationText } from "./progress-text.ts";

/** Copies all data from a data directory into a database of PostgreSQL, or back. */
export async function move({ parameters }: Input): Promise<void> {
  const [from = "", to = ""] = parameters;
  const [source, target] = [placeOf("FROM", from), placeOf("TO", to)];
  if (source.kind === "directory" && target.kind === "directory") {
    throw new UsageError("both are data directories: one of them must be a postgres:// URL (or copy the directory)");
  }
  if (source.kind === "directory") checkDirectory(source.path);
  const begunAt = performance.now();
  const report = await runLong(({ progress, tell }) =>
    moveDatabase(source, target, { log: createConsoleLog("warn", tell), progress }),
  );
  const mark = await markMove(source, target);
  const time = durationText(performance.now() - begunAt);
  console.log(`Copied ${countText(report.rows)} rows of ${report.tables} tables in ${time}.`);
  for (const line of [...linesOf(report, source, target), ...mark]) console.log(line);
}

/** So that a server without --database does not run on the old data unnoticed. The move counts where that fails. */
async function markMove(from: Place, to: Place): Promise<string[]> {
  try {
    if (to.kind === "directory") await removeMark(to.path);
    else if (from.kind === "directory") await leaveMark(from.path, to.url);
    return [];
  } catch (error) {
    return [`The mark ${MOVED_MARK} in the directory could not be written or deleted: ${String(error)}`];
  }
}

function placeOf(name: string, text: string): Place {
  if (!/^postgres(?:ql)?:/i.test(text)) return { kind: "directory", path: resolve(text) };
  try {
    parseDatabaseUrl(text);
  } catch (cause) {
    throw new UsageError(`${name}: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
  return { kind: "server", url: text };
}

function checkDirectory(path: string): void {
  const file = join(path, "data.db");
  if (!existsSync(file)) throw new Error(`${path} is no data directory: it holds no data.db`);
  if (isInUse(file)) throw new Error("a server runs on the data directory: stop it first");
}

function linesOf(report: CopyReport, from: Place, to: Place): string[] {
  const changes = report.lines();
  const lines = changes.length === 0 ? [] : ["Not as it was:", ...changes.map((line) => `  ${line}`)];
  if (from.kind === "directory") {
    lines.push(
      `Uploaded files stay in ${join(from.path, "storage")}, and the databases there are as they were.`,
      `Start the server with: ${ownCommand()} serve --dir ${from.path} --database URL`,
    );
  } else if (to.kind === "directory") {
    lines.push(
      "Uploaded files are not part of a database: copy the folder storage of the server's data directory, unless they are in S3.",
    );
  }
  return lines;
}
