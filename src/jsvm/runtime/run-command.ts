import type { Thrown } from "../wire.ts";
import { rootCommand } from "./cli-command.ts";
import { isError, thrownOf } from "./errors.ts";
import { hookConsole } from "./logger.ts";
import { runScript } from "./run-script.ts";

/** Asks a realm to run a command that the hook files have added. */
export interface CommandMessage {
  readonly command: readonly string[];
}

export interface CommandOutcome {
  readonly isKnown: boolean;
  readonly threw?: Thrown;
}

export function runCommand({ command: words }: CommandMessage): CommandOutcome {
  const found = rootCommand.find(words);
  if (found === null) return { isKnown: false };
  try {
    const result = runScript("by name", () => found.command.execute(found.args, (text) => hookConsole.log(text)));
    return isError(result) ? { isKnown: true, threw: thrownOf(result) } : { isKnown: true };
  } catch (error) {
    return { isKnown: true, threw: thrownOf(error) };
  }
}
