/**
 * `baobox doctor`: looks at everything that a server depends on, beside a running server or without one, and changes nothing. It
 * prints a line for each finding, with what to do about a bad one, and exits with 1 where there is a problem.
 */

import type { Engine } from "../../database/engine.ts";
import { openDatabase } from "../../database/open-database.ts";
import { createConsoleLog } from "../../lib/console-log.ts";
import type { Settings } from "../../model/settings/settings.ts";
import { appOptions } from "../app-flags.ts";
import { type Input, ReportedError } from "../command-line.ts";
import { checkDamage, checkNewestEntry, checkStoredFormat, checkSuperusers, readSettings } from "./check-database.ts";
import { checkDirectory, checkDisk } from "./check-directory.ts";
import { checkCertificates, checkFileLimit } from "./check-machine.ts";
import { checkBackups, checkBucket, checkClock, checkMail } from "./check-outside.ts";
import { type Finding, problem, reasonOf } from "./finding.ts";

const MARKS: Readonly<Record<Finding["state"], string>> = { ok: "✓", warning: "!", problem: "✗", skipped: "–" };

export async function examine(input: Input): Promise<void> {
  const isJson = input.flags["json"] === "true";
  const findings: Finding[] = [];
  for await (const finding of findingsOf(input)) {
    findings.push(finding);
    if (!isJson) print(finding);
  }
  const count = (state: Finding["state"]): number => findings.filter((finding) => finding.state === state).length;
  if (isJson)
    console.log(JSON.stringify({ problems: count("problem"), warnings: count("warning"), findings }, null, 2));
  else console.log(`\n${counted(count("problem"), "problem")}, ${counted(count("warning"), "warning")}`);
  if (count("problem") > 0) throw new ReportedError();
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function print({ name, state, text, remedy }: Finding): void {
  console.log(`${MARKS[state]} ${name}: ${text}`);
  if (remedy !== undefined) console.log(`    ${remedy}`);
}

async function* findingsOf(input: Input): AsyncGenerator<Finding> {
  const { dataDir, database } = appOptions(input);
  const directory = await checkDirectory({ dataDir, database });
  yield directory;
  if (directory.state !== "problem") yield await checkDisk({ dataDir, database });
  const isThere = directory.state !== "problem" || database !== undefined;
  const settings = isThere ? yield* databaseFindings(input) : null;
  if (settings !== null) {
    yield checkBackups(settings);
    yield await checkMail(settings);
    yield await checkBucket("files", settings.s3);
    yield await checkBucket("backups", settings.backups.s3);
  }
  yield await checkClock(settings, input.flags["timeUrl"]);
  yield* await checkCertificates(dataDir, input.flags["tlsCert"], new Date());
  yield await checkFileLimit();
}

/** Returns the settings, null where they can't be read. */
async function* databaseFindings(input: Input): AsyncGenerator<Finding, Settings | null> {
  await using opened = new AsyncDisposableStack();
  const open = async (name: "data.db" | "auxiliary.db"): Promise<Engine | Finding> => {
    const { dataDir, database, queryTimeoutMs } = appOptions(input);
    const options = { dataDir, database, queryTimeoutMs, log: createConsoleLog("error"), onlyLooks: true };
    const remedy =
      database === undefined ? "Restore the latest backup, and keep the file." : "Look whether the database runs.";
    try {
      return opened.adopt(await openDatabase(name, options), (engine) => engine.close());
    } catch (error) {
      return problem(name, reasonOf(error), remedy);
    }
  };
  const data = await open("data.db");
  if ("state" in data) {
    yield data;
    return null;
  }
  // Of files the directory tells whether they are there.
  if (appOptions(input).database !== undefined && !(await data.schema.hasTable("_collections"))) {
    yield problem(
      "data.db",
      "the database is empty",
      "Check --database, or start the server once: it makes the tables.",
    );
    return null;
  }
  const damage = await checkDamage("data.db", data);
  yield damage;
  const auxiliary = await open("auxiliary.db");
  if ("state" in auxiliary) yield auxiliary;
  else yield await checkDamage("auxiliary.db", auxiliary);
  if (damage.state === "problem") return null;
  const format = await checkStoredFormat(data);
  yield format;
  if (format.state !== "ok") return null;
  const { finding, settings } = await readSettings(data, { encryptionKey: appOptions(input).encryptionKey });
  yield finding;
  yield await checkSuperusers(data);
  if (!("state" in auxiliary)) yield await checkNewestEntry(auxiliary, new Date());
  return settings;
}
