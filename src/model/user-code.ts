import type { Context } from "./context.ts";

/** Errors and transactions that hooks of plugins and hook files have had to do with. */
const seen = new WeakSet<object>();

/** To be called for each hook of users that runs: a second run of what it was a part of would run it again. */
export function noteUserCode({ context, error }: { readonly context: Context; readonly error?: unknown }): void {
  if (context.transaction !== null) seen.add(context.transaction);
  noteUserError(error);
}

/** To be called with what was thrown through the code of users. */
export function noteUserError(error: unknown): void {
  if (typeof error === "object" && error !== null) seen.add(error);
}

/** Whether code of users had to do with the transaction, or with the error or one of its causes. */
export function isSeenByUserCode(failed: unknown): boolean {
  let current = failed;
  for (let depth = 0; depth < MAX_CAUSES && typeof current === "object" && current !== null; depth += 1) {
    if (seen.has(current)) return true;
    current = current instanceof Error ? current.cause : null;
  }
  return false;
}

const MAX_CAUSES = 8;
