import { textArgument } from "./go-arguments.ts";

type Run = (command: CliCommand, args: string[]) => unknown;

/** `new Command({ use, short, run })`: a command of the program's own command line. */
export class CliCommand {
  use = "";
  short = "";
  long = "";
  example = "";
  aliases: string[] = [];
  hidden = false;
  run: Run | undefined;
  readonly #commands: CliCommand[] = [];
  readonly #flags = new FlagSet();
  #parent: CliCommand | null = null;

  constructor(data: Partial<CliCommand> = {}) {
    Object.assign(this, data);
  }

  /** The first word of `use`. */
  name(): string {
    return this.use.split(" ")[0] ?? "";
  }

  addCommand(...commands: readonly CliCommand[]): void {
    for (const command of commands) command.#parent = this;
    this.#commands.push(...commands);
  }

  removeCommand(...commands: readonly CliCommand[]): void {
    this.#commands.splice(0, Infinity, ...this.#commands.filter((one) => !commands.includes(one)));
  }

  commands(): CliCommand[] {
    return [...this.#commands];
  }

  parent(): CliCommand | null {
    return this.#parent;
  }

  flags(): FlagSet {
    return this.#flags;
  }

  persistentFlags(): FlagSet {
    return this.#flags;
  }

  /** The command that the words call, and the words that are left for it. Null for none. */
  find(words: readonly string[]): { command: CliCommand; args: readonly string[] } | null {
    const [first, ...rest] = words;
    const found = this.#commands.find((one) => one.name() === first || one.aliases.includes(first ?? ""));
    if (found === undefined) return null;
    return found.find(rest) ?? { command: found, args: rest };
  }

  /** Runs it with what is no flag. Without a function of its own it tells of its commands. */
  execute(args: readonly string[], print: (text: string) => void): unknown {
    const rest = this.#flags.take(args);
    if (this.run !== undefined) return this.run(this, rest);
    const lines = this.#commands.map((one) => `  ${one.use}  ${one.short}`.trimEnd());
    print([this.long || this.short, ...lines].filter((line) => line !== "").join("\n"));
    return undefined;
  }
}

type FlagValue = string | number | boolean;

/** The flags of a command: `--name value`, `--name=value`, and `-n` for those with a letter. */
class FlagSet {
  readonly #values = new Map<string, FlagValue>();
  readonly #letters = new Map<string, string>();
  readonly #changed = new Set<string>();

  string(name: unknown, standard: unknown = ""): void {
    this.#values.set(textArgument(name), textArgument(standard));
  }

  stringP(name: unknown, letter: unknown, standard: unknown = ""): void {
    this.#letters.set(textArgument(letter), textArgument(name));
    this.string(name, standard);
  }

  int(name: unknown, standard: unknown = 0): void {
    this.#values.set(textArgument(name), Math.trunc(Number(standard)) || 0);
  }

  intP(name: unknown, letter: unknown, standard: unknown = 0): void {
    this.#letters.set(textArgument(letter), textArgument(name));
    this.int(name, standard);
  }

  bool(name: unknown, standard: unknown = false): void {
    this.#values.set(textArgument(name), standard === true);
  }

  boolP(name: unknown, letter: unknown, standard: unknown = false): void {
    this.#letters.set(textArgument(letter), textArgument(name));
    this.bool(name, standard);
  }

  getString(name: string): string {
    return String(this.#value(name));
  }

  getInt(name: string): number {
    return Number(this.#value(name));
  }

  getBool(name: string): boolean {
    return this.#value(name) === true;
  }

  changed(name: string): boolean {
    return this.#changed.has(name);
  }

  /** Sets what the words say, and gives those that are no flags. */
  take(args: readonly string[]): string[] {
    const rest: string[] = [];
    for (let at = 0; at < args.length; at += 1) {
      const word = args[at] ?? "";
      if (word === "--") return [...rest, ...args.slice(at + 1)];
      const [, dashes, given = "", inline] = /^(--?)([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (dashes === undefined) {
        rest.push(word);
        continue;
      }
      const name = dashes === "-" ? (this.#letters.get(given) ?? given) : given;
      const known = this.#values.get(name);
      if (known === undefined) throw new Error(`unknown flag: ${word}`);
      const isSwitch = typeof known === "boolean";
      if (inline === undefined && !isSwitch) at += 1;
      const text = inline ?? (isSwitch ? "true" : args[at]);
      if (text === undefined) throw new Error(`flag needs an argument: ${word}`);
      this.#set(name, known, text);
    }
    return rest;
  }

  #set(name: string, known: FlagValue, text: string): void {
    const value = typeof known === "string" ? text : typeof known === "boolean" ? text === "true" : Number(text);
    if (Number.isNaN(value)) throw new Error(`invalid argument "${text}" for "--${name}"`);
    this.#values.set(name, value);
    this.#changed.add(name);
  }

  #value(name: string): FlagValue {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`flag accessed but not defined: ${name}`);
    return value;
  }
}

/** `$app.rootCmd` */
export const rootCommand = new CliCommand({ use: "baobox" });
