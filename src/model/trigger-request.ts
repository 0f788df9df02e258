import type { Hook } from "../lib/hook.ts";
import type { ContextEvent } from "./hook-events.ts";
import type { RequestInfo } from "./request-info.ts";

interface RequestEvent extends ContextEvent {
  request: RequestInfo;
}

interface Triggered<Event, Answer> {
  readonly event: Event;
  readonly tags: readonly string[];
  /** Performs the request and returns the answer. */
  readonly operation: (event: Event) => Promise<Answer> | Answer;
}

/**
 * Runs the hook of a request around its operation. Resolves to what the operation answered, and to null where a hook ended the
 * request without it. What a hook file throws after the operation has answered is only logged, because PocketBase has sent the answer
 * by then; within a batch, which is answered at its end, it makes the batch fail. Where a handler had the operation run in a transaction
 * of its own, which is rolled back, its error is the answer as well. A plugin's error is the request's at any time: what
 * the plugin did in a transaction is rolled back, and the client must know.
 */
export function triggerRequest<Event extends RequestEvent, Answer>(
  hook: Hook<Event>,
  triggered: Triggered<Event, Answer>,
): Answer | null | Promise<Answer | null> {
  const { event, tags, operation } = triggered;
  // Each promise that is waited for costs a part of the speed.
  return hook.concerns(tags) ? throughHook(hook, triggered) : operation(event);
}

async function throughHook<Event extends RequestEvent, Answer>(
  hook: Hook<Event>,
  { event, tags, operation }: Triggered<Event, Answer>,
): Promise<Answer | null> {
  const { log, hookFileErrors, transaction: outer } = event.context;
  let answered: { readonly answer: Answer } | null = null;
  let isUndone = false;
  const answerOf = (): { readonly answer: Answer } | null => answered;
  try {
    await hook.trigger(event, tags, async (current) => {
      const { transaction } = current.context;
      if (transaction !== outer) transaction?.afterRollback(() => void (isUndone = true));
      answered = { answer: await operation(current) };
    });
  } catch (error) {
    const isOfHookFile = error instanceof Error && hookFileErrors.has(error);
    if (!isOfHookFile || answerOf() === null || isUndone || event.request.context === "batch") throw error;
    log.error("a hook failed after the request was answered", {
      error: String(error),
      stack: error instanceof Error ? (error.stack ?? "") : "",
    });
  }
  return answerOf()?.answer ?? null;
}
