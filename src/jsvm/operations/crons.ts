import { cronError } from "../../lib/cron-expression.ts";
import type { Operations } from "../operation.ts";

/** `$app.cron()` and, while a handler runs, `cronAdd` and `cronRemove`. */
export const cronOperations: Operations = {
  "cron.add"(call) {
    const [id, expression] = [call.text(0), call.text(1)];
    const problem = cronError(expression);
    if (problem !== null) throw new Error(`failed to add new cron job: ${problem}`);
    call.frame.parts.addCron({ id, expression, code: call.text(2) });
  },

  "cron.remove": (call) => call.context.crons.remove(call.text(0)),

  "cron.removeAll"({ context }) {
    for (const { id } of context.crons.list()) context.crons.remove(id);
  },

  async "cron.run"(call) {
    await call.context.crons.run(call.text(0));
  },

  "cron.list": ({ context }) => context.crons.list().map(({ id, expression }) => ({ id, expression })),
};
