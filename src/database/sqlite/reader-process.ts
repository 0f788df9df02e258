import { OWN_EXECUTABLE } from "../../lib/own-executable.ts";
import type { Subprocess } from "bun";
import { PendingAnswer } from "./pending-answer.ts";
import {
  type Reader,
  type ReaderAnswer,
  type ReaderMessage,
  type ReaderRequest,
  type ReaderResult,
  SERVER_PID,
  type StartReader,
} from "./reader-protocol.ts";

/**
 * Starts the program as a process of its own, which can be killed whatever it is doing. SQLite's locks go with it.
 * `BUN_BE_BUN` makes an executable of `bun build --compile` behave as the `bun` that is in it.
 */
export const startReaderProcess: StartReader = (source, settings, onEnd) => {
  const answer = new PendingAnswer();
  const subprocess = Bun.spawn([OWN_EXECUTABLE, "-e", source], {
    env: { ...process.env, BUN_BE_BUN: "1", [SERVER_PID]: String(process.pid) },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    serialization: "advanced",
    ipc: (message: ReaderAnswer) => {
      subprocess.unref();
      answer.settle(message);
    },
    onExit: () => {
      answer.fail(new Error("a reader process ended while it ran a query"));
      onEnd();
    },
  });
  subprocess.unref();
  const reader = new ReaderProcess(subprocess, answer);
  reader.send({ open: settings });
  return reader;
};

class ReaderProcess implements Reader {
  readonly #subprocess: Subprocess;
  readonly #answer: PendingAnswer;

  constructor(subprocess: Subprocess, answer: PendingAnswer) {
    this.#subprocess = subprocess;
    this.#answer = answer;
  }

  run(request: ReaderRequest): Promise<ReaderResult> {
    const outcome = this.#answer.expect();
    this.#subprocess.ref();
    this.send({ request });
    return outcome;
  }

  terminate(): void {
    this.#subprocess.unref();
    this.#subprocess.kill("SIGKILL");
  }

  send(message: ReaderMessage): void {
    this.#subprocess.send(message);
  }
}
