import { parseArgs } from "node:util";
import { findMeant } from "./find-meant.ts";
import { POCKETBASE_FLAGS } from "./pocketbase-flags.ts";

/** A flag `--name`. Without `value` it is a switch. */
export interface Flag {
  /** How the value is called in the help. `BOOL` may be left out: then it is true. */
  readonly value?: string;
  readonly help: string;
  /** Shown in the help. */
  readonly standard?: string;
  /** Whether its environment variable may name a file instead, as Docker gives secrets. */
  readonly isSecret?: true;
}

export interface Command {
  /** The words that call it, e.g. `superuser upsert`. */
  readonly name: string;
  readonly help: string;
  /** The names of its arguments; all but a last one in brackets are needed, which with `...` may come any number of times. */
  readonly parameters: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
  run(input: Input): Promise<void>;
}

export interface Input {
  readonly parameters: readonly string[];
  /** Values of flags; a switch that is on is "true". */
  readonly flags: Readonly<Record<string, string>>;
}

const BOOL = "BOOL";

/** What the user typed can't be run; the message says why in one line. */
export class UsageError extends Error {}

/** The program ends with an error that another process has printed already. */
export class ReportedError extends Error {}

export type Parsed =
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly command: Command; readonly input: Input };

/** Finds the command and checks its flags and arguments. Flags may stand anywhere. Throws a `UsageError`. */
export function parseCommandLine(program: string, commands: readonly Command[], args: readonly string[]): Parsed {
  const all = Object.assign({}, POCKETBASE_FLAGS, ...commands.map(({ flags }) => flags)) as Record<string, Flag>;
  const isText = ({ value }: Flag): boolean => value !== undefined && value !== BOOL;
  const { tokens } = parseArgs({
    args: withInlineBooleans(args, all),
    options: {
      ...Object.fromEntries(
        Object.entries(all).map(([name, flag]) => [name, { type: isText(flag) ? "string" : "boolean" }]),
      ),
      help: { type: "boolean", short: "h" },
      version: { type: "boolean", short: "v" },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  // `help serve`, as PocketBase has it, is `serve --help`.
  const words = given[0] === "help" ? given.slice(1) : given;
  const command = findCommand(commands, words);
  const options = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  if (given[0] === "help" || options.some(({ name }) => name === "help")) {
    return {
      kind: "help",
      text: command === null ? listHelp(program, commands, words) : commandHelp(program, command),
    };
  }
  if (options.some(({ name }) => name === "version")) return { kind: "version" };
  if (command === null) {
    if (words.length === 0 && options.length === 0) return { kind: "help", text: listHelp(program, commands, []) };
    const unknown = options.find(({ name }) => !(name in all));
    if (words.length > 0) throw new UsageError(unknownCommand(commands, words));
    throw new UsageError(unknown === undefined ? "missing command" : unknownFlag(unknown, all));
  }
  const flags: Record<string, string> = {};
  for (const option of options) flags[option.name] = flagValue(command, option);
  const parameters = words.slice(command.name.split(" ").length);
  checkParameters(command, parameters);
  return { kind: "run", command, input: { parameters, flags } };
}

/** `--flag false` as `--flag=false`, for flags that also stand alone. */
function withInlineBooleans(args: readonly string[], flags: Readonly<Record<string, Flag>>): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1) ?? "";
    const isValue = (arg === "true" || arg === "false") && flags[before.replace(/^--/, "")]?.value === BOOL;
    if (isValue && before.startsWith("--")) joined.splice(-1, 1, `${before}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

function findCommand(commands: readonly Command[], words: readonly string[]): Command | null {
  return commands.find(({ name }) => words.slice(0, name.split(" ").length).join(" ") === name) ?? null;
}

function unknownCommand(commands: readonly Command[], words: readonly string[]): string {
  const [group = ""] = words;
  const inGroup = commands.filter(({ name }) => name.startsWith(`${group} `));
  if (inGroup.length === 0) {
    const meant = findMeant(group, [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""))]);
    return `unknown command "${group}"${meant === undefined ? "" : `: did you mean "${meant}"?`}`;
  }
  const names = inGroup.map(({ name }) => name.slice(group.length + 1)).join(", ");
  return words.length === 1
    ? `${group}: missing command, use one of ${names}`
    : `${group}: unknown command "${words[1]}", use one of ${names}`;
}

function unknownFlag({ name, rawName }: Pick<GivenFlag, "name" | "rawName">, flags: Command["flags"]): string {
  const meant = findMeant(name, Object.keys(flags));
  return `unknown flag ${rawName}${meant === undefined ? "" : `: did you mean --${meant}?`}`;
}

interface GivenFlag {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  /** Whether it is in one word with the value: `--name=value`. */
  readonly inlineValue: boolean | undefined;
}

function flagValue(command: Command, given: GivenFlag): string {
  const flag = command.flags[given.name] ?? POCKETBASE_FLAGS[given.name];
  if (flag === undefined) throw new UsageError(unknownFlag(given, command.flags));
  const isNextFlag = given.inlineValue !== true && given.value?.startsWith("--") === true;
  return checkFlagValue(flag, { rawName: given.rawName, value: isNextFlag ? undefined : given.value });
}

/** The value in its form; that of a switch is "true" or "false". Throws a `UsageError` that names `rawName`. */
export function checkFlagValue(flag: Flag, given: Pick<GivenFlag, "rawName" | "value">): string {
  if (flag.value !== undefined && flag.value !== BOOL) {
    if (given.value === undefined) throw new UsageError(`${given.rawName} needs a value`);
    return given.value;
  }
  if (given.value !== undefined && given.value !== "true" && given.value !== "false") {
    throw new UsageError(`${given.rawName} must be true or false, not "${given.value}"`);
  }
  return given.value ?? "true";
}

function checkParameters({ name, parameters }: Command, given: readonly string[]): void {
  const last = parameters.at(-1) ?? "";
  const needed = last.startsWith("[") ? parameters.length - 1 : parameters.length;
  if (given.length < needed) {
    throw new UsageError(`${name}: missing ${parameters.slice(given.length, needed).join(" and ")}`);
  }
  const extra = last.endsWith("...]") ? undefined : given[parameters.length];
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}"`);
}

function commandHelp(program: string, command: Command): string {
  const flags = Object.entries({
    ...command.flags,
    help: { help: "show this help" },
    version: { help: "show the version" },
  });
  const rows = flags.map(([name, flag]: [string, Flag]) => {
    const standard = flag.standard === undefined ? "" : ` (default ${flag.standard})`;
    return [`  --${name}${flag.value === undefined ? "" : ` ${flag.value}`}`, flag.help + standard] as const;
  });
  const usage = [program, command.name, ...command.parameters, "[flags]"].join(" ");
  const environment = "The environment sets flags too: BAOBOX_PUBLIC_DIR=site is --publicDir site.";
  return `${command.help}\n\nUsage: ${usage}\n\n${table(rows)}\n\n${environment}`;
}

function listHelp(program: string, commands: readonly Command[], words: readonly string[]): string {
  const shown = commands.filter(({ name }) => words.length === 0 || name.startsWith(`${words[0]} `));
  const rows = (shown.length > 0 ? shown : commands).map(
    ({ name, parameters, help }) => [`  ${[name, ...parameters].join(" ")}`, help] as const,
  );
  return `Usage: ${program} COMMAND [flags]\n\n${table(rows)}\n\nRun "${program} COMMAND --help" to see the flags of a command.`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => left.padEnd(width) + right).join("\n");
}
