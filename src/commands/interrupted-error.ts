import { constants } from "node:os";

export const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The user ended a command before its work was done. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
  /** What shells expect: 130 after Ctrl-C. */
  readonly exitCode: number;

  constructor(signal: (typeof END_SIGNALS)[number]) {
    super(`ended by ${signal === "SIGINT" ? "Ctrl-C" : signal}: nothing was changed`);
    this.exitCode = 128 + constants.signals[signal];
  }
}
