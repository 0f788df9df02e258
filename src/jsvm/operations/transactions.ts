import type { Operations } from "../operation.ts";
import type { Thrown } from "../wire.ts";

/** The realm runs the function between the two, so that what it throws is the very same for who calls. */
export const transactionOperations: Operations = {
  "transaction.isOpen": ({ context }) => context.transaction !== null,

  "transaction.begin": ({ frame, app }) => frame.beginTransaction(app),

  /** With what the function threw; null commits. */
  "transaction.end": ({ frame, args }) => frame.endTransaction(args[0] as Thrown | null),

  "app.withoutHooks": ({ frame, app }) => frame.withoutHooks(app),
};
