import { Frame } from "./frame.ts";
import type { HookParts } from "./hook-parts.ts";
import type { HookThread } from "./hook-thread.ts";
import type { StoredCallMessage, StoredCallOutcome } from "./runtime/stored-functions.ts";

/**
 * Functions that hook files put into `$app.store()` while they are loaded. In PocketBase handlers call them with all that stands
 * around them, so the thread that loaded the files goes on where there are some, and does one such call after the other.
 */
export class StoredFunctions {
  #realm: string | null = null;
  #thread: HookThread | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** The realm that loads the files has put a function into the store. */
  own(realm: string): void {
    this.#realm = realm;
  }

  /** Whether the thread of the realm has to go on. */
  get areOwned(): boolean {
    return this.#realm !== null;
  }

  /** The realm is gone, and with it what it put into the store. */
  disown(): void {
    this.#realm = null;
  }

  keep(thread: HookThread): void {
    this.#thread = thread;
  }

  /** Null where the realm's thread does not run any more, or runs handlers. */
  call(parts: HookParts, realm: string, { id, args }: StoredCallMessage["stored"]): Promise<StoredCallOutcome> | null {
    const thread = this.#thread;
    if (thread === null || thread.hasEnded || realm !== this.#realm) return null;
    const turn = this.#last.then(() => run(parts, thread, { stored: { id, args } }));
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

async function run(parts: HookParts, thread: HookThread, message: StoredCallMessage): Promise<StoredCallOutcome> {
  const frame = new Frame(parts, null);
  try {
    const text = await thread.run({
      what: "a function of $app.store()",
      message: JSON.stringify(message),
      perform: (call, place) => frame.perform(call, place),
      bytes: frame.bytes,
      depth: 0,
      level: 0,
    });
    const outcome = JSON.parse(text) as StoredCallOutcome;
    if (outcome.threw !== undefined) throw frame.errors.decode(outcome.threw);
    return outcome;
  } finally {
    frame.close();
  }
}
