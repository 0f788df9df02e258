import { version } from "../../package.json";
import { POCKETBASE_VERSION } from "../lib/pocketbase-version.ts";
import type { PluginSource } from "../plugins/host/plugin-source.ts";
import type { Migration } from "../migrations/migration.ts";
import { ownRole } from "../workers/worker-role.ts";
import { type Command, ReportedError, UsageError, parseCommandLine } from "./command-line.ts";
import { unsetKeyWarning } from "./app-flags.ts";
import { commandList } from "./command-list.ts";
import { flagsOfEnvironment, knownVariables, misspelled, withOption, withVariable } from "./environment-flags.ts";
import { InterruptedError } from "./interrupted-error.ts";

export interface Program {
  /** How messages call it. */
  readonly name: string;
  readonly args: readonly string[];
  /** Values of flags that are not given. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly builtIn: readonly PluginSource[];
  readonly migrations: Readonly<Record<string, Migration>>;
}

/** Of the environment, beside those of flags. */
const START_VARIABLES = [
  "SUPERUSER_EMAIL",
  "SUPERUSER_EMAIL_FILE",
  "SUPERUSER_PASSWORD",
  "SUPERUSER_PASSWORD_FILE",
  "BACKUP_KEY",
  "BACKUP_KEY_FILE",
  "METRICS_TOKEN",
  "METRICS_TOKEN_FILE",
].map((name) => `BAOBOX_${name}`);

/** Whether a word is there that begins none of the program's own commands. */
function mayBeOfHooks(args: readonly string[], commands: readonly Command[]): boolean {
  const own = new Set(["help", ...commands.map(({ name }) => name.split(" ")[0])]);
  return args.length > 0 && !args.some((word) => own.has(word)) && args.some((word) => !word.startsWith("-"));
}

function tellSlips(name: string, commands: readonly Command[]): void {
  for (const line of misspelled(knownVariables(commands, START_VARIABLES), process.env))
    console.error(`${name}: ${line}`);
}

/** Runs what the command line asks for and ends the process. */
export async function runProgram({ name, args, defaults, builtIn, migrations }: Program): Promise<never> {
  const commands = commandList({ builtIn, migrations });
  let fromEnvironment: readonly string[] = [];
  let fromOptions: readonly string[] = [];
  try {
    if (mayBeOfHooks(args, commands)) {
      const { runCommandOfHooks } = await import("./hook-command.ts");
      if (await runCommandOfHooks(args, migrations)) process.exit(0);
    }
    const parsed = parseCommandLine(name, commands, args);
    if (parsed.kind === "help") console.log(parsed.text);
    else if (parsed.kind === "version")
      console.log(`${name} ${version} (compatible with PocketBase ${POCKETBASE_VERSION})`);
    else {
      const { command, input } = parsed;
      const known = Object.entries(defaults).filter(([flag]) => flag in command.flags);
      const environment = flagsOfEnvironment(command, process.env);
      fromEnvironment = Object.keys(environment).filter((flag) => !(flag in input.flags));
      fromOptions = Object.keys(defaults).filter((flag) => !(flag in input.flags || flag in environment));
      const flags = { ...Object.fromEntries(known), ...environment, ...input.flags };
      if (ownRole() === null) {
        tellSlips(name, commands);
        const warning = unsetKeyWarning({ flags }, process.env);
        if (warning !== null) console.error(`${name}: warning: ${warning}`);
      }
      await command.run({ ...input, flags });
    }
    process.exit(0);
  } catch (thrown) {
    const failure = firstOf(thrown);
    if (failure instanceof ReportedError) process.exit(1);
    const error =
      failure instanceof UsageError ? withOption(withVariable(failure, fromEnvironment), fromOptions) : failure;
    // One line for whoever typed the command; the stack is for us.
    const message = error instanceof Error ? error.message : String(error);
    console.error(`${name}: ${message.split("\n")[0]}${error instanceof UsageError ? ` (see ${name} --help)` : ""}`);
    if (failure instanceof InterruptedError) process.exit(failure.exitCode);
    if (args.includes("--dev") && !(error instanceof UsageError)) console.error(error);
    process.exit(1);
  }
}

/** What failed at first, where closing failed after it: that has no message of its own. */
function firstOf(error: unknown): unknown {
  return error instanceof SuppressedError ? firstOf(error.suppressed) : error;
}
