import { Worker } from "node:worker_threads";
import { PendingAnswer } from "./pending-answer.ts";
import type {
  Reader,
  ReaderAnswer,
  ReaderMessage,
  ReaderRequest,
  ReaderResult,
  StartReader,
} from "./reader-protocol.ts";

/**
 * Starts the program as a thread of this process. `terminate()` ends it between two calls of JavaScript: a statement that
 * never looks at the clock runs on to its end, for which only a process can be stopped.
 */
export const startReaderThread: StartReader = (source, settings, onEnd) => {
  const thread = new ReaderThread(new Worker(source, { eval: true }), onEnd);
  thread.send({ open: settings });
  return thread;
};

class ReaderThread implements Reader {
  readonly #worker: Worker;
  readonly #answer = new PendingAnswer();

  constructor(worker: Worker, onEnd: () => void) {
    this.#worker = worker;
    worker.unref();
    worker.on("message", (answer: ReaderAnswer) => {
      worker.unref();
      this.#answer.settle(answer);
    });
    worker.on("error", (error) => this.#answer.fail(new Error("a reader thread failed", { cause: error })));
    worker.on("exit", () => {
      this.#answer.fail(new Error("a reader thread ended while it ran a query"));
      onEnd();
    });
  }

  /** Keeps the process alive meanwhile. */
  run(request: ReaderRequest): Promise<ReaderResult> {
    const outcome = this.#answer.expect();
    this.#worker.ref();
    this.send({ request });
    return outcome;
  }

  terminate(): void {
    this.#worker.unref();
    void this.#worker.terminate();
  }

  send(message: ReaderMessage): void {
    this.#worker.postMessage(message);
  }
}
