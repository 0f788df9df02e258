import { Worker } from "node:worker_threads";
import { QueryTimeoutError } from "../engine.ts";
import type { ThreadAnswer, ThreadRequest, ThreadResult, ThreadSettings } from "./thread-protocol.ts";

/** The engine's side of one reader thread. */
export class ThreadHandle {
  readonly #worker: Worker;
  #pending: PromiseWithResolvers<ThreadResult> | null = null;

  /** `onEnd` is called once, when the thread really has ended: a native call that runs may outlive `terminate()` for long. */
  constructor(source: string, settings: ThreadSettings, onEnd: (thread: ThreadHandle) => void) {
    this.#worker = new Worker(source, { eval: true, workerData: settings });
    this.#worker.unref();
    this.#worker.on("message", (answer: ThreadAnswer) => this.#settle(answer));
    this.#worker.on("error", (error) => {
      this.#fail(new Error("a reader thread failed", { cause: error }));
      this.terminate();
    });
    this.#worker.on("exit", () => {
      this.#fail(new Error("a reader thread ended while it ran a query"));
      onEnd(this);
    });
  }

  /** One at a time. */
  run(request: ThreadRequest): Promise<ThreadResult> {
    const pending = Promise.withResolvers<ThreadResult>();
    this.#pending = pending;
    this.#worker.ref();
    this.#worker.postMessage(request);
    return pending.promise;
  }

  terminate(): void {
    void this.#worker.terminate();
  }

  #settle(answer: ThreadAnswer): void {
    const pending = this.#takePending();
    if (pending === null) return;
    if ("json" in answer) pending.resolve(JSON.parse(answer.json) as ThreadResult);
    else if ("value" in answer) pending.resolve(answer.value);
    else pending.reject(threadError(answer.error));
  }

  #fail(error: Error): void {
    this.#takePending()?.reject(error);
  }

  #takePending(): PromiseWithResolvers<ThreadResult> | null {
    const pending = this.#pending;
    this.#pending = null;
    this.#worker.unref();
    return pending;
  }
}

/** Errors lose their class on the way over. */
function threadError({ name, message, code }: { name: string; message: string; code: string | undefined }): Error {
  if (name === "QueryTimeoutError") return new QueryTimeoutError(message);
  return Object.assign(new Error(message), { name, code });
}
