import type { Context } from "./context.ts";

/** What handlers throw is told and keeps nothing from being closed. */
export async function triggerTerminate(context: Context): Promise<void> {
  try {
    await context.hooks.onTerminate.trigger(
      { context, isRestart: context.lifecycle.isRestarting },
      [],
      () => undefined,
    );
  } catch (error) {
    context.log.error("a handler of onTerminate failed", { error: String(error) });
  }
}
