/** One that comes twice at once is one: `timeout` sends it to the process and to its group, a terminal to all. */
const TWICE_MS = 100;

export interface StopSignals {
  /** Resolves with the first signal. */
  readonly stop: Promise<null>;
  /** Called by one that comes a while after the first. Default: the process ends at once. */
  onSecond: (() => void) | null;
}

/** Listens for the signals that ask the program to stop. */
export function listenForStop(names: readonly NodeJS.Signals[]): StopSignals {
  const stop = Promise.withResolvers<null>();
  const signals: StopSignals = { stop: stop.promise, onSecond: null };
  let firstMs: number | null = null;
  for (const name of names) {
    process.on(name, () => {
      if (firstMs === null) {
        firstMs = performance.now();
        stop.resolve(null);
      } else if (performance.now() - firstMs >= TWICE_MS) {
        if (signals.onSecond !== null) return signals.onSecond();
        process.removeAllListeners(name);
        process.kill(process.pid, name);
      }
    });
  }
  return signals;
}
