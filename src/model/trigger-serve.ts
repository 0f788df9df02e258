import type { Context } from "./context.ts";

/** Throws where a handler keeps the server from serving, be it only by not going on. */
export async function triggerServe(context: Context): Promise<void> {
  let isServed = false;
  await context.hooks.onServe.trigger({ context }, [], () => {
    isServed = true;
  });
  if (!isServed) throw new Error("the server does not start: a handler of onServe did not call e.next()");
}
