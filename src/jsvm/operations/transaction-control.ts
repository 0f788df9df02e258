import type { OperationCall } from "../operation.ts";

const FIRST_WORD =
  /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT)\b(.*\bTO\b)?/is;

/** To be called after a statement: of a `ROLLBACK TO` the transaction has to know. */
export async function noteUndone({ context }: OperationCall, sql: string): Promise<void> {
  const [, first, isPartial] = FIRST_WORD.exec(sql) ?? [];
  if (isPartial !== undefined && first?.toUpperCase() === "ROLLBACK") await context.collections.reloadUndone();
}

/**
 * Does what `BEGIN`, `COMMIT` and `ROLLBACK` ask for; false for all other statements. A transaction belongs to the handler that begins
 * it: on a connection that all requests share it would hold the writes of others. What is still open when the handler ends is rolled
 * back.
 */
export async function controlTransaction(call: OperationCall, sql: string, isAuxiliary: boolean): Promise<boolean> {
  const [, first, isPartial] = FIRST_WORD.exec(sql) ?? [];
  if (first === undefined || isPartial !== undefined) return false;
  if (isAuxiliary) throw new Error("transactions of the auxiliary database are those of auxRunInTransaction");
  const { frame, app, context } = call;
  const word = first.toUpperCase();
  if (word === "SAVEPOINT") {
    if (context.transaction === null) throw new Error("a SAVEPOINT needs a transaction: BEGIN or runInTransaction");
    return false;
  }
  if (word === "BEGIN") {
    if (context.transaction !== null) throw new Error(`${LOGIC}: cannot start a transaction within a transaction (1)`);
    frame.begunApp = await frame.beginTransaction(app);
    return true;
  }
  const isRollback = word === "ROLLBACK";
  if (context.transaction === null) {
    throw new Error(`${LOGIC}: cannot ${isRollback ? "rollback" : "commit"} - no transaction is active (1)`);
  }
  if (frame.begunApp === null || frame.innermostApp !== frame.begunApp) {
    throw new Error(`${word} can't end this transaction: the function of runInTransaction does`);
  }
  frame.begunApp = null;
  await frame.endTransaction(isRollback ? { kind: "js", name: "Error", message: word, stack: "" } : null);
  return true;
}

const LOGIC = "SQL logic error";
