import { appKey, noteAppKey } from "./app-key.ts";
import { call } from "./server.ts";

/** An app by its key, which scripts don't see. */
export abstract class AppBase {
  constructor(key: number) {
    noteAppKey(this, key);
  }

  isTransactional(): boolean {
    return ask(this, "transaction.isOpen") === true;
  }
}

/** Asks the server for an operation in the name of the app. */
export function ask(app: AppBase, operation: string, args: readonly unknown[] = []): unknown {
  return call(operation, appKey(app), args);
}
