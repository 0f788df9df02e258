import { LimitError } from "../../lib/limit-error.ts";
import { QueryTimeoutError } from "../engine.ts";
import type { ReaderAnswer, ReaderError, ReaderResult } from "./reader-protocol.ts";

/** The one request that a reader works on, as a promise. */
export class PendingAnswer {
  #pending: PromiseWithResolvers<ReaderResult> | null = null;

  expect(): Promise<ReaderResult> {
    this.#pending = Promise.withResolvers<ReaderResult>();
    return this.#pending.promise;
  }

  settle(answer: ReaderAnswer): void {
    const pending = this.#take();
    if ("json" in answer) pending?.resolve(JSON.parse(answer.json) as ReaderResult);
    else if ("value" in answer) pending?.resolve(answer.value);
    else pending?.reject(restoredError(answer.error));
  }

  fail(error: Error): void {
    this.#take()?.reject(error);
  }

  #take(): PromiseWithResolvers<ReaderResult> | null {
    const pending = this.#pending;
    this.#pending = null;
    return pending;
  }
}

function restoredError({ name, message, code, errno }: ReaderError): Error {
  if (name === "QueryTimeoutError") return new QueryTimeoutError(message);
  if (name === "LimitError") return new LimitError(message);
  return Object.assign(new Error(message), { name, code, errno });
}
