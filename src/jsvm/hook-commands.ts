import type { Context } from "../model/context.ts";
import { Frame } from "./frame.ts";
import { type ApplyMigrations, createHookParts, type PrintLine } from "./hook-parts.ts";
import { HookThread } from "./hook-thread.ts";
import { loadFilesIn } from "./load-files.ts";
import { realmEnvironment } from "./realm-environment.ts";
import type { CommandMessage, CommandOutcome } from "./runtime/run-command.ts";
import { ThreadPool } from "./thread-pool.ts";

interface HookCommand {
  /** Of the hook files. */
  readonly folder: string;
  readonly words: readonly string[];
  readonly applyMigrations: ApplyMigrations;
  readonly print: PrintLine;
}

/**
 * Runs a command that hook files add by `$app.rootCmd.addCommand`, in the realm that loads them: unlike handlers, its function
 * sees what is around it. Resolves to false where no file adds such a command. Rejects with what it threw.
 */
export async function runHookCommand(
  context: Context,
  { folder, words, applyMigrations, print }: HookCommand,
): Promise<boolean> {
  const environment = realmEnvironment(context, { hooksDir: folder, isMigration: false });
  const pool = new ThreadPool({ environment, size: 0, timeoutMs: Infinity, memoryBytes: Infinity });
  const parts = createHookParts({ context, pool, addCron: () => undefined, print, applyMigrations });
  const thread = new HookThread({ environment, onEnd: () => undefined });
  const frame = new Frame(parts, null);
  try {
    for (const { error } of await loadFilesIn(parts, thread, folder)) {
      if (error !== null) context.log.error(`a hook file failed to load: ${error}`);
    }
    const message: CommandMessage = { command: words };
    const text = await thread.run({
      what: `the command ${words[0] ?? ""}`,
      message: JSON.stringify(message),
      perform: (call, place) => frame.perform(call, place),
      bytes: frame.bytes,
      depth: 0,
      level: 0,
    });
    const { isKnown, threw } = JSON.parse(text) as CommandOutcome;
    if (threw !== undefined) throw frame.errors.decode(threw);
    return isKnown;
  } finally {
    frame.close();
    thread.end(new Error("the command is over"));
    pool.close();
  }
}
