import type { Context } from "../model/context.ts";
import type { EventLink } from "./events/event-link.ts";
import { Frame } from "./frame.ts";
import type { HookParts } from "./hook-parts.ts";
import { explainOuterName } from "./outer-name.ts";
import type { WireRun } from "./wire.ts";

export interface HandlerRun {
  /** What runs, for messages. */
  readonly what: string;
  /** The key of its source. */
  readonly handler: number;
  /** Null for a job. */
  readonly event: EventLink | null;
}

/**
 * Runs a handler in a thread. Rejects with what it threw, with errors of the server as they were. A `next()` that the handler begins
 * or ends with is called here, so that no thread waits in it.
 */
export async function runHandler(parts: HookParts, run: HandlerRun): Promise<void> {
  const { event } = run;
  if (event !== null && parts.sources.get(run.handler)?.next === "first") {
    await parts.pool.besideRun(() => event.next());
  }
  const goesOn = await runInThread(parts, run);
  if (goesOn && event !== null) await parts.pool.besideRun(() => event.next());
}

/** Resolves to whether the handler ended with `next()`. */
async function runInThread(parts: HookParts, { what, handler, event }: HandlerRun): Promise<boolean> {
  const context: Context = event?.context ?? parts.context;
  const frame = new Frame(parts, event);
  const app = frame.appKey(context);
  const { code = "", file = "" } = parts.sources.get(handler) ?? {};
  const message: WireRun = {
    handler,
    app,
    collections: frame.snapshotKey(app),
    event: event?.payload(frame, code) ?? null,
  };
  try {
    const outcome = await parts.pool.run(
      {
        what,
        message: JSON.stringify(message),
        perform: (text, place) => frame.perform(text, place),
        bytes: frame.bytes,
      },
      context.transaction !== null,
    );
    return frame.finish(outcome);
  } catch (error) {
    explainOuterName(error, file);
    throw error;
  } finally {
    if (frame.begunApp !== null) {
      parts.context.log.warn(`${what} did not end the transaction of its BEGIN: what was written in it is rolled back`);
    }
    frame.close();
  }
}
