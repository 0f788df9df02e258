import type { Logger } from "../lib/log.ts";

/** Has the log say who ends the process by `process.exit()` before this is disposed of: it would end without a word. */
export function watchExit(log: Logger): Disposable {
  const tell = (code: number): void => {
    const { stack = "" } = new Error("process.exit() was called");
    log.error("code that runs in the server ended the process", { code, stack });
  };
  process.on("exit", tell);
  return { [Symbol.dispose]: () => void process.off("exit", tell) };
}
