import { GoError, isError, thrownOf } from "./errors.ts";
import { goError } from "./go-error.ts";
import { returnedFailure } from "./returned-failure.ts";

/** What an app of a transaction tells of it. */
export class TxInfo {
  readonly #callbacks: ((error: unknown) => unknown)[] = [];
  readonly #isOwn: boolean;

  /** `isOwn`: the same handler has opened the transaction, so that it still runs when it ends. */
  constructor(isOwn: boolean) {
    this.#isOwn = isOwn;
  }

  /** Calls the function after the end of the outermost transaction, with the error that it was rolled back for, or null. */
  onComplete(callback: unknown): void {
    if (typeof callback !== "function") throw new TypeError("could not convert the argument to a function");
    if (!this.#isOwn) {
      throw goError("onComplete works in the handler that opened the transaction by runInTransaction only");
    }
    this.#callbacks.push(callback as (error: unknown) => unknown);
  }

  /** Gives what the transaction ends with: its own error, and those of the functions. Null for none. */
  static complete(info: TxInfo, error: unknown): unknown {
    const failures: string[] = [];
    for (const callback of info.#callbacks.splice(0)) {
      try {
        const failure = returnedFailure(callback(error));
        if (failure !== null) failures.push(messageOf(failure));
      } catch (thrown) {
        failures.push(messageOf(thrown));
      }
    }
    if (failures.length === 0) return error;
    const own = error === null ? "" : `${messageOf(error)}\n`;
    return goError(`${own}transaction afterFunc errors: ${failures.join("\n")}`);
  }
}

/** Those of the apps that this realm made. */
const infos = new WeakMap<object, TxInfo>();

export function noteTransaction(app: object, info: TxInfo): void {
  infos.set(app, info);
}

/** Null where the app is of no transaction that this realm opened. */
export function ownTransaction(app: object): TxInfo | null {
  return infos.get(app) ?? null;
}

function messageOf(error: unknown): string {
  const isKnown = isError(error) || GoError.wireOf(error) !== null;
  if (isKnown && typeof error === "object" && error !== null && "message" in error) return String(error.message);
  const thrown = thrownOf(error);
  return "message" in thrown ? thrown.message : String(error);
}
