import { setTimeout } from "node:timers/promises";
import type { AuthCollection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";

const MIN_DELAY_MS = 10;
const MAX_DELAY_MS = 500;

interface Unseen {
  /** What a failure is logged as: "send a one-time password". */
  readonly name: string;
  readonly collection: AuthCollection;
}

/**
 * Runs what depends on whether an account exists, and has to tell nobody: after the answer, whose time is then the same for all,
 * and at a moment that is left to chance, so that neither does the time of a client's next request tell anything. `work` gets the
 * collection as it is by then; where it is gone nothing is done.
 */
export function runUnseen(
  context: Context,
  { name, collection }: Unseen,
  work: (collection: AuthCollection) => Promise<void>,
): void {
  const run = async (): Promise<void> => {
    const current = findCurrent(context, collection);
    if (current === null) return;
    try {
      await work(current);
    } catch (error) {
      // It may have been changed meanwhile, and is no failure of ours then. The database may know of it before we do.
      const isOutdated = context.connection.dialect.conflictOf(error) === "schema";
      if (isOutdated) await context.collections.reload();
      const changed = findCurrent(context, collection);
      if (changed?.name === current.name) throw error;
      if (isOutdated && changed !== null) await work(changed);
    }
  };
  context.background.run(name, run, { delayMs: randomDelayMs() });
}

function findCurrent({ collections }: Context, { id }: AuthCollection): AuthCollection | null {
  const current = collections.current().find(id);
  return current?.type === "auth" ? current : null;
}

/** Between two parts of such work, so that their time together tells nothing either. */
export async function pauseUnseen(): Promise<void> {
  await setTimeout(randomDelayMs());
}

function randomDelayMs(): number {
  return MIN_DELAY_MS + Math.random() * (MAX_DELAY_MS - MIN_DELAY_MS);
}
