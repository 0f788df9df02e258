import type { Context } from "../model/context.ts";
import { Frame } from "./frame.ts";
import { createHookParts, type HookParts, type PrintLine } from "./hook-parts.ts";
import { realmEnvironment } from "./realm-environment.ts";
import type { MigrationMessage, MigrationOutcome } from "./runtime/migration.ts";
import { ThreadPool } from "./thread-pool.ts";

export interface MigrationScript {
  /** For messages. */
  readonly name: string;
  readonly path: string;
  /** JavaScript. */
  readonly code: string;
}

export interface MigrationScriptsOptions {
  /** That of the transaction in which the migrations run. */
  readonly context: Context;
  /** `__hooks` of the scripts. */
  readonly hooksFolder: string;
  readonly print: PrintLine | undefined;
}

/**
 * Runs PocketBase's migration files, `migrate(up, down)`, in a thread that ends with it. Each has a realm of its own and sees nothing
 * of the others; `app` is the transaction.
 */
export class MigrationScripts implements Disposable {
  readonly #parts: HookParts;

  constructor({ context, hooksFolder, print }: MigrationScriptsOptions) {
    const environment = realmEnvironment(context, { hooksDir: hooksFolder, isMigration: true });
    // A migration may take its time, as in PocketBase, and what its transaction holds is not the script's.
    const pool = new ThreadPool({ environment, size: 1, timeoutMs: Infinity, memoryBytes: Infinity });
    const addCron: HookParts["addCron"] = ({ id }) => {
      throw new Error(`a migration can't add the job ${id}`);
    };
    this.#parts = createHookParts({ context, pool, addCron, print });
  }

  /** Rejects with what the script threw. Resolves to false where it does not call `migrate`, so that there was nothing to run. */
  async run({ name, path, code }: MigrationScript, direction: "up" | "down"): Promise<boolean> {
    const frame = new Frame(this.#parts, null);
    const message: MigrationMessage = { migration: { file: path, code, direction } };
    try {
      const text = await this.#parts.pool.run(
        {
          what: name,
          message: JSON.stringify(message),
          perform: (call, place) => frame.perform(call, place),
          bytes: frame.bytes,
          needsNewRealm: true,
        },
        true,
      );
      const { isRegistered, threw } = JSON.parse(text) as MigrationOutcome;
      if (threw !== undefined) throw frame.errors.decode(threw);
      return isRegistered;
    } finally {
      frame.close();
    }
  }

  [Symbol.dispose](): void {
    this.#parts.pool.close();
  }
}
