import type { Operations } from "../operation.ts";

/** The realm runs the function between the two, so that what it throws is the very same for who calls. */
export const transactionOperations: Operations = {
  "transaction.begin": ({ frame, app }) => frame.beginTransaction(app),
  "transaction.end": ({ frame, args }) => frame.endTransaction(args[0] === true),
};
