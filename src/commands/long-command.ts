// How a command that may take long is watched and ended.
//
// On a terminal it shows its progress on the standard error, one line that is written over and goes when the work is done; anywhere
// else it shows nothing. The first Ctrl-C (or SIGTERM, SIGHUP) aborts the signal of the progress: the work stops at its next piece,
// cleans up as after any error, and the program ends with 128 and the number of the signal. Work that is past its last point of
// return simply comes to its end. The second signal ends the program at once; what it leaves is removed by the next start.
import { type Progress, noProgress } from "../lib/progress.ts";
import { END_SIGNALS, InterruptedError } from "./interrupted-error.ts";
import { ProgressLine } from "./progress-line.ts";

export interface LongWork {
  readonly progress: Progress;
  /** Prints a line without cutting the line of progress in two. */
  readonly tell: (line: string) => void;
}

/** Runs the work of a command. Rejects with an `InterruptedError` where the user ended it before it was done. */
export async function runLong<T>(work: (long: LongWork) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const line = isTerminal() ? new ProgressLine(process.stderr, controller.signal) : null;
  const progress = line ?? { ...noProgress, signal: controller.signal };
  const tell = (text: string): void => (line === null ? console.error(text) : line.print(text));
  using _signals = endOnSignal(controller);
  controller.signal.addEventListener("abort", () => {
    if (line !== null) tell("Ending, which may take a moment. Ctrl-C again ends at once.");
  });
  try {
    return await work({ progress, tell });
  } catch (error) {
    // Whatever broke because of it, such as a reader's process that had the signal too.
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    line?.[Symbol.dispose]();
  }
}

function isTerminal(): boolean {
  return process.stderr.isTTY && process.env["TERM"] !== "dumb";
}

function endOnSignal(controller: AbortController): Disposable {
  const handlers = END_SIGNALS.map((signal) => {
    const handle = (): void => {
      const interrupted = new InterruptedError(signal);
      if (controller.signal.aborted) process.exit(interrupted.exitCode);
      controller.abort(interrupted);
    };
    process.on(signal, handle);
    return { signal, handle };
  });
  return {
    [Symbol.dispose]() {
      for (const { signal, handle } of handlers) process.off(signal, handle);
    },
  };
}
