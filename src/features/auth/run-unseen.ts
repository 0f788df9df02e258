import { setTimeout } from "node:timers/promises";
import type { Context } from "../../model/context.ts";

const MIN_DELAY_MS = 10;
const MAX_DELAY_MS = 500;

/**
 * Runs what depends on whether an account exists, and has to tell nobody: after the answer, whose time is then the same for all,
 * and at a moment that is left to chance, so that neither does the time of a client's next request tell anything.
 */
export function runUnseen({ background }: Context, name: string, work: () => Promise<void>): void {
  background.run(name, work, { delayMs: randomDelayMs() });
}

/** Between two parts of such work, so that their time together tells nothing either. */
export async function pauseUnseen(): Promise<void> {
  await setTimeout(randomDelayMs());
}

function randomDelayMs(): number {
  return MIN_DELAY_MS + Math.random() * (MAX_DELAY_MS - MIN_DELAY_MS);
}
