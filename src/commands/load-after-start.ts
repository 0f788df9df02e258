import { loadTheRest } from "../lib/lazy.ts";

/** The first requests of a server that was started anew come before. */
const DELAY_MS = 2_000;
/** Requests are answered between two modules. */
const PAUSE_MS = 50;

/**
 * Loads the modules that the start did not need, soon after it: files of the source or the package may be replaced while the server runs,
 * and what is loaded after that would not fit to the rest, or be gone.
 */
export function loadAfterStart(): Disposable {
  let hasEnded = false;
  const pause = async (ms = PAUSE_MS): Promise<boolean> => {
    await new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
    return !hasEnded;
  };
  void pause(DELAY_MS).then((goesOn) => (goesOn ? loadTheRest(() => pause()) : undefined));
  return { [Symbol.dispose]: () => void (hasEnded = true) };
}
