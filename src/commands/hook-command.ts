import { parseArgs } from "node:util";
import { openApp } from "../app.ts";
import { findHookFiles } from "../jsvm/find-hook-files.ts";
import { createConsoleLog } from "../lib/console-log.ts";
import { applyMigrations as applyMigrationsOf, type MigrationSource } from "../migrations/run-migrations.ts";
import type { Context } from "../model/context.ts";
import {
  APP_FLAGS,
  appOptions,
  HOOKS_FLAG,
  hooksFolder,
  MIGRATIONS_FLAG,
  migrationsFolder,
  unsetKeyWarning,
} from "./app-flags.ts";
import { type Input, UsageError } from "./command-line.ts";
import { printPlainly } from "./output.ts";

const FLAGS = { ...APP_FLAGS, ...HOOKS_FLAG, ...MIGRATIONS_FLAG };
/** So long hooks of what the command writes may take. */
const HOOK_TIMEOUT_MS = 15_000;

/** Runs a command that PocketBase's hook files add, if there are such files. Resolves to false where there are none. */
export async function runCommandOfHooks(
  args: readonly string[],
  builtIn: MigrationSource["builtIn"],
): Promise<boolean> {
  const { input, words } = readArgs(args);
  const folder = hooksFolder(input);
  if (words.length === 0 || findHookFiles(folder).length === 0) return false;
  const options = appOptions(input);
  const log = createConsoleLog(options.isDevelopment ? "debug" : "error");
  const warning = unsetKeyWarning(input, process.env);
  if (warning !== null) console.error(`warning: ${warning}`);
  const hookFiles = { folder, watches: false, poolSize: 1, timeoutMs: HOOK_TIMEOUT_MS, print: printPlainly };
  await using app = await openApp(options, log, { hookFiles });
  const { runHookCommand } = await import("../jsvm/hook-commands.ts");
  // As in PocketBase, its own commands alone apply them unasked.
  const source = { folder: migrationsFolder(input), builtIn, hooksFolder: folder, print: printPlainly };
  const applyMigrations = (context: Context): Promise<unknown> => applyMigrationsOf(context, source);
  const isKnown = await runHookCommand(app.context, { folder, words, applyMigrations, print: printPlainly });
  if (!isKnown) throw new UsageError(`unknown command "${words[0] ?? ""}"`);
  return true;
}

/** The flags of the program; all other words are for the command. */
function readArgs(args: readonly string[]): { input: Input; words: string[] } {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(FLAGS).map(([name, { value }]) => [name, { type: value === undefined ? "boolean" : "string" }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags: Record<string, string> = {};
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "option" && token.name in FLAGS) flags[token.name] = token.value ?? "true";
    else if (token.kind === "option")
      words.push(token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`);
    else words.push(token.kind === "positional" ? token.value : "--");
  }
  return { input: { parameters: [], flags }, words };
}
