import type { Operations } from "../operation.ts";
import type { Thrown } from "../wire.ts";

/** The realm runs the function between the two, so that what it throws is the very same for who calls. */
export const transactionOperations: Operations = {
  "transaction.isOpen": ({ context, frame, app }) =>
    context.transaction !== null || frame.auxiliaryTransaction(app) !== null,

  /** True as the argument means the auxiliary database. */
  "transaction.begin": ({ frame, app, args }) =>
    args[0] === true ? frame.beginAuxiliaryTransaction(app) : frame.beginTransaction(app),

  /** With what the function threw; null commits. */
  "transaction.end": ({ frame, args }) => frame.endTransaction(args[0] as Thrown | null),

  "app.withoutHooks": ({ frame, app }) => frame.withoutHooks(app),
};
