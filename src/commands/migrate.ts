import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { join, relative } from "node:path";
import type { OpenOptions } from "../app-options.ts";
import { openApp } from "../app.ts";
import { isInUse } from "../database/sqlite/in-use.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { newMigrationName, writeMigrationFile } from "../migrations/migration-files.ts";
import {
  applyMigrations,
  forgetMissing,
  lastMigrations,
  type MigrationSource,
  revertMigrations,
} from "../migrations/run-migrations.ts";
import { blankMigration, snapshotMigration } from "../migrations/write-migration.ts";
import type { Context } from "../model/context.ts";
import { appOptions, hooksFolder, migrationsFolder } from "./app-flags.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { type LongWork, runLong } from "./long-command.ts";
import { printPlainly } from "./output.ts";

/** The migrations of the program itself. */
type BuiltIn = MigrationSource["builtIn"];

export async function createMigration(input: Input): Promise<void> {
  const [words = ""] = input.parameters;
  if (!/[A-Za-z0-9]/.test(words))
    throw new UsageError(`"${words}" is not a valid migration name: use letters or digits`);
  const folder = migrationsFolder(input);
  const file = await writeMigrationFile(folder, await newMigrationName(folder, words), blankMigration());
  console.log(`Wrote ${shown(file)}.`);
}

export async function migrateUp(input: Input, builtIn: BuiltIn): Promise<void> {
  const applied = await changeSchema(input, (context, { progress }) =>
    applyMigrations(context, sourceOf(input, builtIn), progress),
  );
  console.log(applied.names.length === 0 ? "There is nothing to apply." : list("Applied", applied.names));
  tellServer(applied);
}

export async function migrateDown(input: Input, builtIn: BuiltIn): Promise<void> {
  const count = countOf(input.parameters);
  let answer = "There is nothing to revert.";
  const reverted = await changeSchema(input, async (context, { progress }) => {
    const source = sourceOf(input, builtIn);
    const files = await lastMigrations(context, source, count);
    if (files.length === 0) return [];
    if (input.flags["yes"] !== "true" && !(await confirm(list("Will be reverted:", files), progress.signal))) {
      answer = "Nothing was reverted.";
      return [];
    }
    await revertMigrations(context, source, { files, progress });
    answer = list("Reverted", files);
    return files;
  });
  console.log(answer);
  tellServer(reverted);
}

export async function snapshotCollections(input: Input): Promise<void> {
  await withContext(input, {}, async (context) => {
    const folder = migrationsFolder(input);
    const name = await newMigrationName(folder, "collections snapshot");
    const file = await writeMigrationFile(folder, name, snapshotMigration(context.collections.current().all));
    console.log(`Wrote ${shown(file)}.`);
  });
}

export async function syncHistory(input: Input, builtIn: BuiltIn): Promise<void> {
  await withContext(input, {}, async (context) => {
    const forgotten = await forgetMissing(context, sourceOf(input, builtIn));
    console.log(
      forgotten.length === 0
        ? "There is nothing to remove."
        : list("Removed from the list of applied migrations:", forgotten),
    );
  });
}

function sourceOf(input: Input, builtIn: BuiltIn): MigrationSource {
  return { folder: migrationsFolder(input), builtIn, hooksFolder: hooksFolder(input), print: printPlainly };
}

function countOf([count = "1"]: readonly string[]): number {
  if (!/^[1-9]\d{0,5}$/.test(count)) throw new UsageError(`COUNT must be a number from 1 to 999999, not "${count}"`);
  return Number(count);
}

/** Asks only where a terminal can answer; scripts pass --yes. */
async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError("migrate down asks for confirmation: use --yes without a terminal");
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  // On a terminal it takes Ctrl-C as a key.
  prompt.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const text = `${question}\nData in what they created may be lost. Continue? [y/N] `;
    const answer = await prompt.question(text, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}

function list(head: string, files: readonly string[]): string {
  return files.length === 1 ? `${head} ${files[0]}` : [head, ...files.map((file) => `  ${file}`)].join("\n");
}

function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith("..") ? file : short;
}

interface SchemaChange {
  /** Of the migrations that were applied or reverted. */
  readonly names: readonly string[];
  readonly isServed: boolean;
}

/** `work` returns the names of the migrations that it applied or reverted. */
async function changeSchema(
  input: Input,
  work: (context: Context, long: LongWork) => Promise<readonly string[]>,
): Promise<SchemaChange> {
  const database = join(appOptions(input).dataDir, "data.db");
  const isServed = existsSync(database) && isInUse(database);
  // As in PocketBase, they run on what migrations write.
  const folder = input.flags["hooksDir"] === "" ? null : hooksFolder(input);
  const hookFiles = { ...HOOK_FILES, folder };
  const names = await runLong((long) =>
    withContext(input, { hookFiles, tell: long.tell }, (context) => work(context, long)),
  );
  return { names, isServed };
}

function tellServer({ names, isServed }: SchemaChange): void {
  if (isServed && names.length > 0)
    console.log("Restart the server that uses the data directory, so that it sees the changes.");
}

const HOOK_FILES = { watches: false, poolSize: 1, timeoutMs: 15_000, print: printPlainly };

interface Opening extends OpenOptions {
  /** Where what is logged goes. */
  readonly tell?: (line: string) => void;
}

async function withContext<T>(
  input: Input,
  { tell = console.error, ...openOptions }: Opening,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const options = appOptions(input);
  const log = createConsoleLog(options.isDevelopment ? "debug" : "info", tell);
  await using app = await openApp(options, log, openOptions);
  return await work(app.context);
}
