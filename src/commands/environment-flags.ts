/**
 * Flags from the environment: `BAOBOX_PUBLIC_DIR` is `--publicDir`. The command line wins over the environment, which wins over a
 * program's own defaults.
 */

import type { Command, Flag } from "./command-line.ts";
import { UsageError, checkFlagValue } from "./command-line.ts";
import { findMeant } from "./find-meant.ts";
import { readVariable } from "./read-variable.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "BAOBOX_";

/** `publicDir` as `BAOBOX_PUBLIC_DIR`. */
export function variableOf(flag: string): string {
  return PREFIX + flag.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase();
}

/**
 * The flags of the command that the environment sets, a secret also by the file that `NAME_FILE` names. An empty value counts as none.
 * Throws a `UsageError` that names the variable.
 */
export function flagsOfEnvironment({ flags }: Command, environment: Environment): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, flag] of Object.entries(flags)) {
    const variable = variableOf(name);
    const value = flag.isSecret === true ? readVariable(variable, environment) : environment[variable];
    if (value === undefined || value === null || value === "") continue;
    given[name] = checkFlagValue(flag, { rawName: variable, value });
  }
  return given;
}

/** Says of an error of a flag's value that the value is the environment's. */
export function withVariable(error: UsageError, fromEnvironment: Iterable<string>): UsageError {
  return renamed(error, fromEnvironment, variableOf);
}

/** Says of an error of a flag's value that the value is an option's of the program that Baobox is part of. */
export function withOption(error: UsageError, fromOptions: Iterable<string>): UsageError {
  return renamed(error, fromOptions, (name) => `the option ${name}`);
}

function renamed(error: UsageError, names: Iterable<string>, nameOf: (flag: string) => string): UsageError {
  let { message } = error;
  for (const name of names) message = message.replaceAll(new RegExp(`--${name}(?![\\w-])`, "g"), nameOf(name));
  return message === error.message ? error : new UsageError(message, { cause: error });
}

/** A line for each variable that differs from one of Baobox's by a slip of the keyboard. */
export function misspelled(known: readonly string[], environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .flatMap((name) => {
      const meant = findMeant(name, known);
      return meant === undefined ? [] : [`${name} has no effect: did you mean ${meant}?`];
    });
}

/** The names of all variables that commands and the start of a server look at. */
export function knownVariables(commands: readonly Command[], others: readonly string[]): string[] {
  const flags = Object.assign({}, ...commands.map((command) => command.flags)) as Record<string, Flag>;
  const files = Object.entries(flags).flatMap(([name, { isSecret }]) => (isSecret ? [`${variableOf(name)}_FILE`] : []));
  return [...Object.keys(flags).map(variableOf), ...files, ...others];
}
